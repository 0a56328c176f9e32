-- Facts of the time release study for every vehicle of a past that `history.sql` poured in: a passage, and a fact for
-- each of its checks. When it ended is the past's; how long it took before that spreads over hours, made from the row's
-- number. One in ten stood there over a closed hour.

CREATE TEMPORARY TABLE took AS
SELECT v.id, v.gate_id, v.direction, v.main_cargo AS cargo, v.ended_at,
       300 + (hashint8extended(v.id, 1) & 4095) AS entry, 120 + (hashint8extended(v.id, 2) & 2047) AS yard,
       900 + (hashint8extended(v.id, 3) & 8191) AS finish, 240 + (hashint8extended(v.id, 4) & 2047) AS customs_out,
       180 + (hashint8extended(v.id, 5) & 1023) AS exit, CASE WHEN mod(v.id, 10) = 0 THEN 900 ELSE 0 END AS closed
FROM declarations_vehicle v WHERE v."end" = 'left';

INSERT INTO release_passage (
    id, vehicle_id, gate_id, lane_id, direction, cargo, "end", arrived_at, entered_at, yard_at, finished_at,
    customs_out_at, ended_at, hour, weekday, seconds, paused, closed, held, entry_seconds, entry_paused, entry_closed,
    yard_seconds, yard_paused, yard_closed, finish_seconds, finish_paused, finish_closed, customs_out_seconds,
    customs_out_paused, customs_out_closed, exit_seconds, exit_paused, exit_closed, untold_seconds, untold_paused,
    untold_closed)
SELECT t.id, t.id, t.gate_id, NULL, t.direction, t.cargo, 'left', a.arrived_at,
       a.arrived_at + t.entry * interval '1 second', a.arrived_at + (t.entry + t.yard) * interval '1 second',
       t.ended_at - (t.exit + t.customs_out) * interval '1 second', t.ended_at - t.exit * interval '1 second', t.ended_at,
       extract(hour FROM a.arrived_at AT TIME ZONE 'Asia/Ho_Chi_Minh'),
       extract(isodow FROM a.arrived_at AT TIME ZONE 'Asia/Ho_Chi_Minh') - 1,
       a.seconds, 0, t.closed, 0, t.entry, 0, 0, t.yard, 0, 0, t.finish, 0, t.closed, t.customs_out, 0, 0, t.exit, 0, 0,
       0, 0, 0
FROM took t
CROSS JOIN LATERAL (SELECT t.entry + t.yard + t.finish + t.customs_out + t.exit AS seconds) s
CROSS JOIN LATERAL (SELECT s.seconds, t.ended_at - s.seconds * interval '1 second' AS arrived_at) a
ORDER BY t.ended_at;

INSERT INTO release_checkfact (
    passage_id, gate_id, direction, cargo, ended_at, code, agency, ready_at, confirmed_at, outcome, seconds, paused,
    closed, held, restarts)
SELECT t.id, t.gate_id, t.direction, t.cargo, t.ended_at, c.code, c.agency,
       CASE WHEN m.is_measured THEN c.confirmed_at - m.seconds * interval '1 second' END, c.confirmed_at,
       CASE WHEN m.is_measured THEN 'measured' WHEN c.automatic THEN 'automatic' ELSE 'by_arrival' END,
       CASE WHEN m.is_measured THEN m.seconds END, 0,
       CASE WHEN m.is_measured AND m.seconds >= t.closed AND mod(c.position, 4) = 0 THEN t.closed ELSE 0 END,
       CASE WHEN mod(t.id, 50) = 1 AND c.code = 'customs_out' THEN 600 ELSE 0 END,
       CASE WHEN mod(t.id, 50) = 1 AND c.code = 'customs_out' THEN 1 ELSE 0 END
FROM took t JOIN declarations_check c ON c.declaration_id = t.id AND c.state = 'confirmed'
CROSS JOIN LATERAL (
    SELECT NOT c.automatic AND c.code <> 'customs_registration' AS is_measured,
           60 + (hashint8extended(c.id, 6) & 4095) AS seconds) m
ORDER BY t.ended_at, c.id;

INSERT INTO release_target (agency, gate_id, starts_on, minutes, set_by_id, set_at)
SELECT said.agency, g.id, '2020-01-01', said.minutes, u.id, now()
FROM (VALUES ('', '', 300), ('customs', '', 45), ('border_guard', '', 30), ('customs', 'HN', 40)) AS said (agency, gate, minutes)
LEFT JOIN declarations_gate g ON g.code = said.gate
CROSS JOIN (SELECT id FROM accounts_user WHERE username = 'bench.border_guard') u;

INSERT INTO release_follow (id, event, at) VALUES (1, 0, now());

DROP TABLE took;
