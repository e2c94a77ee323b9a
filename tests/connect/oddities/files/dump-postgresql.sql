COPY public.copy (copy_id, film_id, store_id, tags) FROM stdin;
5	11	1	{a,"b c"}
6	11	2	\N
7	12	1	\N
\.
COPY public.film (film_id, title, price) FROM stdin;
11	First\tone	4.99
12	Second	\N
\.
