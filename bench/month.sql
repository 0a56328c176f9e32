-- The whole past moved into one month of %(days)s days that ends at %(ends_at)s, evenly; how long each vehicle stood there
-- stays. And in the journal what bulletins count: every sighting, payment and exit. The hashes stand for nothing.

CREATE TEMPORARY TABLE moved AS
SELECT v.id, v.declaration_id, v.gate_id, n.ended_at, n.ended_at - (v.ended_at - v.seen_at) AS seen_at,
       n.ended_at - interval '20 minutes' AS paid_at
FROM declarations_vehicle v
CROSS JOIN (SELECT min(ended_at) AS first, max(ended_at) AS last FROM declarations_vehicle) said
CROSS JOIN LATERAL (
    SELECT %(ends_at)s::timestamptz - interval '5 minutes'
           - (said.last - v.ended_at) * ((%(days)s - 0.1) * 86400 / extract(epoch FROM said.last - said.first))::float8
           AS ended_at) n
WHERE NOT v.is_open;

UPDATE declarations_vehicle v SET seen_at = m.seen_at, line_time = m.seen_at, ended_at = m.ended_at
FROM moved m WHERE m.id = v.id;

UPDATE declarations_fee f SET paid_at = m.paid_at FROM moved m WHERE m.id = f.vehicle_id;

INSERT INTO declarations_event (
    declaration_id, seq, verb, vehicle_id, vehicle_key, gate_id, check_code, actor_id, happened_at, recorded_at, data,
    prev_hash, hash)
SELECT m.declaration_id, s.seq, s.verb, m.id, 'carrier:1', m.gate_id, '', NULL, s.at, s.at, s.data, '', repeat(md5(m.id::text), 2)
FROM moved m JOIN declarations_fee f ON f.vehicle_id = m.id
CROSS JOIN LATERAL (VALUES
    (1, 'vehicle.seen', m.seen_at, '{}'::jsonb),
    (2, 'fee.paid', m.paid_at, jsonb_build_object('kind', f.kind, 'amount', f.amount)),
    (3, 'vehicle.left', m.ended_at, '{}')) AS s (seq, verb, at, data)
ORDER BY s.at;

DROP TABLE moved;
