-- What the journal says of a past that `history.sql` poured in: every check, and each vehicle's sighting and end.
-- One export in a hundred turned back instead of leaving; forty trucks stand there without a declaration.
-- The hashes are of the right length and chain, and stand for nothing.

UPDATE declarations_vehicle SET "end" = 'turned_back' WHERE NOT is_open AND direction = 'export' AND mod(id, 100) = 7;

INSERT INTO declarations_event (
    declaration_id, seq, verb, vehicle_id, vehicle_key, gate_id, check_code, actor_id, happened_at, recorded_at, data,
    prev_hash, hash)
SELECT e.declaration_id, e.seq, e.verb, e.vehicle_id, CASE WHEN e.vehicle_id IS NULL THEN '' ELSE 'carrier:1' END,
       e.gate_id, e.check_code, e.actor_id, e.happened_at, e.happened_at, '{}',
       CASE WHEN e.seq = 1 THEN '' ELSE repeat(md5(e.declaration_id || ' ' || e.seq - 1), 2) END,
       repeat(md5(e.declaration_id || ' ' || e.seq), 2)
FROM (
    SELECT said.*, row_number() OVER (PARTITION BY declaration_id ORDER BY happened_at, step) AS seq
    FROM (
        SELECT d.id AS declaration_id, 1 AS step, 'declaration.filed' AS verb, NULL::bigint AS vehicle_id, d.gate_id,
               '' AS check_code, d.created_by_id AS actor_id, d.filed_at AS happened_at
        FROM declarations_declaration d
        UNION ALL
        SELECT f.vehicle_id, 2, 'fee.assessed', f.vehicle_id, f.gate_id, '', NULL, f.assessed_at FROM declarations_fee f
        UNION ALL
        SELECT v.declaration_id, 3, 'vehicle.seen', v.id, v.gate_id, '', NULL, v.seen_at FROM declarations_vehicle v
        UNION ALL
        SELECT c.declaration_id, 4, 'check.confirmed', c.vehicle_id, c.gate_id, c.code, c.decided_by_id, c.confirmed_at
        FROM declarations_check c WHERE c.state = 'confirmed'
        UNION ALL
        SELECT v.declaration_id, 5, 'vehicle.' || v."end", v.id, v.gate_id, '', NULL, v.ended_at
        FROM declarations_vehicle v WHERE NOT v.is_open
        UNION ALL
        SELECT d.id, 6, 'declaration.completed', NULL, d.gate_id, '', NULL, d.ended_at
        FROM declarations_declaration d WHERE d.ended_at IS NOT NULL
    ) said
) e;

INSERT INTO declarations_scan (
    gate_id, lane_id, scanned_by_id, nonce, happened_at, recorded_at, "read", plate_key, vehicle_id, result, code, answer)
SELECT g.id, NULL, u.id, 'bench-' || i, %(cut_off)s::timestamptz - i * interval '30 minutes',
       %(cut_off)s::timestamptz - i * interval '30 minutes', '88C-00' || i, '88C00' || i, NULL, 'refused', 'no_declaration', '{}'
FROM generate_series(1, 40) AS i
JOIN declarations_gate g ON g.code = CASE WHEN mod(i, 3) = 0 THEN 'TT' ELSE 'HN' END
JOIN accounts_user u ON u.username = 'bench.border_guard';
