-- A third line of the address of delivery: the person of a company stands in the second.

alter table sohead add dlvst3 varchar(60);
