-- as before, but writes the header only when its status is another one: an order of many lines is one change of it
create or replace function so_sts() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
declare
  was char(1);
  sts char(1);
begin
  select sosts into was from sohead where sonum = new.sonum for update;
  select case
      when bool_and(linsts = 'X') then 'X'
      when bool_and(linsts in ('I', 'X')) then 'I'
      when bool_and(linsts in ('S', 'I', 'X')) then 'S'
      when bool_or(shpqty > 0) then 'P'
      else 'O'
    end into sts
  from soline where sonum = new.sonum;
  if was <> sts then
    update sohead set sosts = sts, chgstp = clock_timestamp() where sonum = new.sonum;
  end if;
  return null;
end $$;
