-- What the journal says of a past that `history.sql` poured in: each vehicle's sighting, payments and end, every check.
-- Beyond that past, so that a bulletin has all that it counts: one export in a hundred turned back instead of leaving;
-- lanes are declared; goods are of three currencies; one finished declaration in fifty has a second vehicle that shares
-- its goods; one import in ten paid for its transfer too; one exit in a thousand was taken back and confirmed again;
-- forty trucks stand there without a declaration. The hashes are of the right length and chain, and stand for nothing.

UPDATE declarations_vehicle SET "end" = 'turned_back' WHERE NOT is_open AND direction = 'export' AND mod(id, 100) = 2;

UPDATE declarations_declaration d SET lane_id = l.id
FROM (SELECT id, gate_id, row_number() OVER (PARTITION BY gate_id ORDER BY id) - 1 AS place,
             count(*) OVER (PARTITION BY gate_id) AS lanes
      FROM declarations_lane WHERE direction = '') l
WHERE l.gate_id = d.gate_id AND mod(d.id, 11) <> 0 AND mod(d.id, l.lanes) = l.place;

UPDATE declarations_item SET currency = 'CNY', value = 210000.15 WHERE mod(id, 3) = 1;
UPDATE declarations_item SET currency = 'VND', value = 760000000 WHERE mod(id, 20) = 2;

CREATE TEMPORARY TABLE second AS
SELECT v.id AS first_id, nextval(pg_get_serial_sequence('declarations_vehicle', 'id')) AS id
FROM declarations_vehicle v WHERE NOT v.is_open AND mod(v.id, 50) = 4;

INSERT INTO declarations_vehicle (
    id, declaration_id, gate_id, direction, role, journey, key, position, main_cargo, plate, plate_key, country,
    special_plate, fee_class, kind, trailer_plate, container, seal, driver_name, driver_id_number, driver_phone,
    companion, own_weight_kg, cargo_weight_kg, licence_number, insurance_until, area, note, is_open, "end", ended_at,
    seen_at, line_time, kept_line_time, called_at, road_held_at, road_held_by_id, road_hold_reason, pass_version)
SELECT s.id, v.declaration_id, v.gate_id, v.direction, v.role, v.journey, '2', 1, v.main_cargo, v.plate, v.plate_key,
       v.country, v.special_plate, v.fee_class, v.kind, v.trailer_plate, v.container, v.seal, v.driver_name,
       v.driver_id_number, v.driver_phone, v.companion, v.own_weight_kg, v.cargo_weight_kg, v.licence_number,
       v.insurance_until, v.area, v.note, v.is_open, v."end", v.ended_at, v.seen_at, v.line_time, v.kept_line_time,
       v.called_at, v.road_held_at, v.road_held_by_id, v.road_hold_reason, v.pass_version
FROM second s JOIN declarations_vehicle v ON v.id = s.first_id;

INSERT INTO declarations_carriage (vehicle_id, consignment_id)
SELECT s.id, c.consignment_id FROM second s JOIN declarations_carriage c ON c.vehicle_id = s.first_id;

INSERT INTO declarations_fee (
    vehicle_id, gate_id, kind, amount, basis, assessed_at, paid_at, paid_to_id, method, receipt_number)
SELECT v.id, v.gate_id, 'transfer', 90000, '{}', f.assessed_at, f.paid_at, f.paid_to_id, f.method, 'T-' || v.id
FROM declarations_vehicle v JOIN declarations_fee f ON f.vehicle_id = v.id
WHERE v.direction = 'import' AND NOT v.is_open AND mod(v.id, 10) = 4;

INSERT INTO declarations_event (
    declaration_id, seq, verb, vehicle_id, vehicle_key, gate_id, check_code, actor_id, happened_at, recorded_at, data,
    prev_hash, hash)
SELECT e.declaration_id, e.seq, e.verb, e.vehicle_id, CASE WHEN e.vehicle_id IS NULL THEN '' ELSE 'carrier:1' END,
       e.gate_id, e.check_code, e.actor_id, e.happened_at, e.happened_at, e.data,
       CASE WHEN e.seq = 1 THEN '' ELSE repeat(md5(e.declaration_id || ' ' || e.seq - 1), 2) END,
       repeat(md5(e.declaration_id || ' ' || e.seq), 2)
FROM (
    SELECT said.*, row_number() OVER (PARTITION BY declaration_id ORDER BY happened_at, step, vehicle_id) AS seq
    FROM (
        SELECT d.id AS declaration_id, 1 AS step, 'declaration.filed' AS verb, NULL::bigint AS vehicle_id, d.gate_id,
               '' AS check_code, d.created_by_id AS actor_id, d.filed_at AS happened_at, '{}'::jsonb AS data
        FROM declarations_declaration d
        UNION ALL
        SELECT v.declaration_id, 2, 'fee.assessed', v.id, f.gate_id, '', NULL, f.assessed_at, '{}'
        FROM declarations_fee f JOIN declarations_vehicle v ON v.id = f.vehicle_id
        UNION ALL
        SELECT v.declaration_id, 3, 'vehicle.seen', v.id, v.gate_id, '', NULL, v.seen_at, '{}' FROM declarations_vehicle v
        UNION ALL
        SELECT c.declaration_id, 4, 'check.confirmed', c.vehicle_id, c.gate_id, c.code, c.decided_by_id, c.confirmed_at, '{}'
        FROM declarations_check c WHERE c.state = 'confirmed'
        UNION ALL
        SELECT v.declaration_id, 5, 'fee.paid', v.id, f.gate_id, '', f.paid_to_id, f.paid_at,
               jsonb_build_object('kind', f.kind, 'amount', f.amount)
        FROM declarations_fee f JOIN declarations_vehicle v ON v.id = f.vehicle_id WHERE f.paid_at IS NOT NULL
        UNION ALL
        SELECT v.declaration_id, 6, t.verb, v.id, v.gate_id, '', NULL, v.ended_at - t.before, '{}'
        FROM declarations_vehicle v
        CROSS JOIN (VALUES ('vehicle.left', interval '8 minutes'), ('vehicle.exit_withdrawn', interval '4 minutes'))
            AS t (verb, before)
        WHERE v."end" = 'left' AND mod(v.id, 1000) = 500
        UNION ALL
        SELECT v.declaration_id, 7, 'vehicle.' || v."end", v.id, v.gate_id, '', NULL, v.ended_at, '{}'
        FROM declarations_vehicle v WHERE NOT v.is_open
        UNION ALL
        SELECT d.id, 8, 'declaration.completed', NULL, d.gate_id, '', NULL, d.ended_at, '{}'
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

DROP TABLE second;
