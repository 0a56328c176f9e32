-- A past of the gate without its journal: %(finished)s declarations that went through, then %(ready)s that stand at
-- one gate with their arrivals confirmed, so that medical, licence and fee are ready. One vehicle, consignment and
-- item each. Every figure is made from the row's number, so two seedings are alike.

CREATE TEMPORARY TABLE past AS
WITH place AS (
    SELECT g.id AS gate_id, g.code AS gate,
           (SELECT min(y.id) FROM declarations_yard y WHERE y.gate_id = g.id AND y.is_inside) AS yard_id
    FROM declarations_gate g
), numbered AS (
    SELECT i, i > %(finished)s AS is_open,
           CASE WHEN i > %(finished)s THEN %(gate)s WHEN mod(i * 37, 100) < 50 THEN 'HN' WHEN mod(i * 37, 100) < 85 THEN 'TT'
                WHEN mod(i * 37, 100) < 97 THEN 'CM' ELSE 'CN' END AS gate,
           CASE WHEN i > %(finished)s OR mod(i * 53, 100) < 35 THEN 'export' ELSE 'import' END AS direction,
           -- The past ends an hour before those that stand there now: a day's trucks come evenly over the day.
           %(at)s::timestamptz - interval '6 hours'
               - CASE WHEN i > %(finished)s THEN interval '0' ELSE (%(finished)s - i) * (interval '1 day' / %(a_day)s) END
               + CASE WHEN i > %(finished)s THEN (i - %(finished)s) * interval '1 second' ELSE interval '0' END
               AS filed_at
    FROM generate_series(1::bigint, %(finished)s + %(ready)s) AS i
)
SELECT n.i, n.is_open, n.direction, n.filed_at, p.gate_id, p.yard_id, mod(n.i, %(companies)s) AS company,
       n.filed_at + interval '1 hour' AS seen_at,
       CASE WHEN NOT n.is_open THEN n.filed_at + interval '1 hour' + 11 * interval '8 minutes' END AS ended_at,
       CASE n.direction WHEN 'export' THEN 'export' ELSE 'import_direct' END AS journey,
       CASE WHEN n.direction = 'export' THEN CASE WHEN mod(n.i, 10) < 7 THEN 'fruit' ELSE 'general' END
            ELSE CASE WHEN mod(n.i, 20) = 0 THEN 'new_vehicle' ELSE 'general' END END AS cargo,
       -- Those of the past come again and again; those that stand there now are each a truck of its own.
       CASE WHEN n.is_open THEN 20000 + n.i - %(finished)s ELSE mod(n.i * 7919, 20000) END AS truck,
       to_char(n.filed_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYYMMDD') || lpad(mod(n.i, 100000)::text, 5, '0') AS number
FROM numbered n JOIN place p USING (gate);

CREATE TEMPORARY TABLE company AS
SELECT row_number() OVER (ORDER BY o.id) - 1 AS company, o.id AS organisation_id, min(u.id) AS user_id
FROM accounts_organisation o JOIN accounts_user u ON u.organisation_id = o.id GROUP BY o.id;

CREATE TEMPORARY TABLE officer AS
SELECT agency, min(id) AS user_id FROM accounts_user WHERE role = 'officer' GROUP BY agency;

-- When, in minutes after it was seen, a vehicle's check is confirmed: one after the other, eight minutes apart;
-- what follows by itself does so at the same moment.
CREATE TEMPORARY TABLE step AS
SELECT s.journey, s.code, s.agency, s.position, s.follows, s.needs_yard, s.follows_inside_only,
       s.presence = 'on_request' AS is_on_request,
       interval '1 minute' * CASE s.code WHEN 'customs_registration' THEN -30 WHEN 'yard_in' THEN 8 WHEN 'yard_out' THEN 88
           ELSE 8 * (s.position - min(s.position) OVER (PARTITION BY s.journey)) END AS after
FROM declarations_step s JOIN declarations_procedure p ON p.id = s.procedure_id AND p.version = 1
WHERE s.journey IN ('', 'export', 'import_direct');

ANALYZE past, company, officer, step;

INSERT INTO declarations_declaration (
    id, number, organisation_id, created_by_id, status, draft, version, created_at, updated_at, filed_at, ended_at,
    copied_from_id, gate_id, lane_id, yard_id, direction, regime, expected_arrival, delivery_method, transshipment,
    client_reference, note, contact_name, contact_phone, fee_payer, procedure_id, journal_length, journal_head)
SELECT p.i, p.number, c.organisation_id, c.user_id, CASE WHEN p.is_open THEN 'open' ELSE 'completed' END, NULL, 12,
       p.filed_at, coalesce(p.ended_at, p.seen_at), p.filed_at, p.ended_at, NULL, p.gate_id, NULL, p.yard_id, p.direction,
       'commercial', p.seen_at, 'driver_crosses', false, '', '', 'Nguyễn Văn Mẫu', '+84912345678', NULL,
       (SELECT id FROM declarations_procedure WHERE version = 1), 0, ''
FROM past p JOIN company c USING (company);

INSERT INTO declarations_vehicle (
    id, declaration_id, gate_id, direction, role, journey, key, position, main_cargo, plate, plate_key, country,
    special_plate, fee_class, kind, trailer_plate, container, seal, driver_name, driver_id_number, driver_phone,
    companion, own_weight_kg, cargo_weight_kg, licence_number, insurance_until, area, note, is_open, "end", ended_at,
    seen_at, line_time, kept_line_time, called_at, road_held_at, road_held_by_id, road_hold_reason,
    pass_version)
SELECT p.i, p.i, p.gate_id, p.direction, 'carrier', p.journey, '1', 0, p.cargo,
       '29H-' || lpad((p.truck / 100)::text, 3, '0') || '.' || lpad(mod(p.truck, 100)::text, 2, '0'),
       '29H' || lpad(p.truck::text, 5, '0'), 'VN', false, 'VT6', 'tractor', '29R-' || lpad(mod(p.truck, 99999)::text, 5, '0'),
       '', '', 'Trần Văn Thử', '012345678901', '+84987654321', NULL, 15000, 18000, '', NULL, '', '', p.is_open,
       CASE WHEN p.is_open THEN '' ELSE 'left' END, p.ended_at, p.seen_at, p.seen_at, NULL, NULL, NULL, NULL, '', 1
FROM past p;

INSERT INTO declarations_consignment (
    id, declaration_id, key, position, customs_number, customs_identity, customs_regime, cargo_kind, owner_tax_code,
    owner_name, owner_address, owner_phone)
SELECT p.i, p.i, 'A', 0, d.identity || '0', d.identity, CASE p.direction WHEN 'export' THEN 'B11' ELSE 'A11' END,
       p.cargo, '0100005019', 'Công ty Mẫu', 'Lạng Sơn', '+84912345678'
FROM past p
CROSS JOIN LATERAL (
    SELECT CASE p.direction WHEN 'export' THEN '3' ELSE '1' END || lpad(p.i::text, 10, '0') AS identity) d;

INSERT INTO declarations_item (
    id, consignment_id, position, description, hs_code, origin, quantity, unit, weight_kg, value, currency)
SELECT p.i, p.i, 0, 'Hàng mẫu', '08106000', CASE p.direction WHEN 'export' THEN 'VN' ELSE 'CN' END, 900, 'CTN', 18000,
       30000, 'USD'
FROM past p;

INSERT INTO declarations_carriage (id, vehicle_id, consignment_id) SELECT p.i, p.i, p.i FROM past p;

INSERT INTO declarations_fee (
    id, vehicle_id, gate_id, kind, amount, basis, assessed_at, voided_at, paid_at, paid_to_id, method, receipt_number)
SELECT p.i, p.i, p.gate_id, 'infrastructure', CASE p.direction WHEN 'export' THEN 800000 ELSE 1040000 END,
       jsonb_build_object('fee_class', 'VT6', 'base', 800000, 'percent', CASE p.direction WHEN 'export' THEN 100 ELSE 130 END),
       p.filed_at, NULL, CASE WHEN NOT p.is_open THEN p.seen_at + interval '64 minutes' END,
       CASE WHEN NOT p.is_open THEN o.user_id END, CASE WHEN p.is_open THEN '' ELSE 'cash' END,
       CASE WHEN p.is_open THEN '' ELSE 'B-' || p.i END
FROM past p CROSS JOIN officer o WHERE o.agency = 'gate_centre';

INSERT INTO declarations_check (
    id, declaration_id, vehicle_id, gate_id, direction, code, agency, position, state, is_on_request, follows, is_seen,
    queue_at, ready_at, confirmed_at, automatic, decided_at, decided_by_id, reason, note, fields_to_mend,
    requested_by_agency)
SELECT p.i * 100 + s.position, p.i, CASE WHEN s.journey <> '' THEN p.i END, p.gate_id, p.direction, s.code, s.agency,
       s.position, d.state, s.is_on_request,
       CASE WHEN p.yard_id IS NOT NULL OR NOT s.follows_inside_only THEN s.follows ELSE '' END, true, p.seen_at,
       CASE d.state WHEN 'confirmed' THEN p.seen_at + s.after WHEN 'ready' THEN p.seen_at END,
       CASE d.state WHEN 'confirmed' THEN p.seen_at + s.after END, d.state = 'confirmed' AND s.follows <> '',
       CASE d.state WHEN 'confirmed' THEN p.seen_at + s.after END,
       CASE WHEN d.state = 'confirmed' AND s.follows = '' THEN o.user_id END, '', '', '[]', ''
FROM past p
JOIN step s ON s.journey IN ('', p.journey)
JOIN officer o USING (agency)
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN s.is_on_request OR (s.needs_yard AND p.yard_id IS NULL) THEN 'not_required'
        WHEN NOT p.is_open OR s.code IN ('customs_registration', 'bg_arrival', 'customs_arrival', 'yard_in') THEN 'confirmed'
        WHEN s.code IN ('medical', 'transport_licence', 'fee_infrastructure') THEN 'ready'
        ELSE 'pending' END AS state) d;
