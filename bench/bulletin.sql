-- A day's bulletin as one would write it by hand: every figure of every gate that takes trucks, in one statement.
-- What happened that day is read once; goods, lanes and the flows are summed from it.
WITH happened AS MATERIALIZED (
    SELECT e.verb, e.vehicle_id, v.gate_id, v.direction, v.main_cargo AS cargo, d.lane_id
    FROM declarations_event e
    JOIN declarations_vehicle v ON v.id = e.vehicle_id AND v.role = 'carrier'
    JOIN declarations_declaration d ON d.id = e.declaration_id
    WHERE e.verb IN ('vehicle.seen', 'vehicle.left', 'vehicle.turned_back')
      AND e.happened_at >= %(starts_at)s AND e.happened_at < %(cut_off)s
      AND NOT EXISTS (
          SELECT 1 FROM declarations_event w
          WHERE e.verb = 'vehicle.left' AND w.verb = 'vehicle.exit_withdrawn' AND w.happened_at >= %(starts_at)s
            AND w.declaration_id = e.declaration_id AND w.vehicle_id = e.vehicle_id AND w.seq > e.seq)
), moved AS (
    SELECT gate_id, direction, cargo,
           count(*) FILTER (WHERE verb = 'vehicle.seen') AS arrived,
           count(*) FILTER (WHERE verb = 'vehicle.left') AS departed,
           count(*) FILTER (WHERE verb = 'vehicle.turned_back') AS turned_back
    FROM happened GROUP BY 1, 2, 3
), stood AS (
    SELECT v.gate_id, v.direction, v.main_cargo AS cargo,
           count(*) FILTER (WHERE v.seen_at < %(starts_at)s) AS at_start,
           count(*) FILTER (WHERE v.ended_at IS NULL OR v.ended_at >= %(cut_off)s) AS at_end
    FROM declarations_vehicle v
    WHERE v.role = 'carrier' AND v.seen_at < %(cut_off)s AND (v.ended_at IS NULL OR v.ended_at >= %(starts_at)s)
    GROUP BY 1, 2, 3
), counted AS (
    SELECT gate_id, direction, cargo, coalesce(arrived, 0) AS arrived, coalesce(departed, 0) AS departed,
           coalesce(turned_back, 0) AS turned_back, coalesce(at_start, 0) AS at_start, coalesce(at_end, 0) AS at_end
    FROM moved FULL JOIN stood USING (gate_id, direction, cargo)
), undeclared AS (
    SELECT last.gate_id,
           count(*) FILTER (WHERE last.until = 'start') AS at_start,
           count(*) FILTER (WHERE last.until = 'end') AS at_end
    FROM (
        SELECT DISTINCT ON (t.until, s.plate_key) t.until, t.moment, s.gate_id, s.plate_key, s.happened_at
        FROM (VALUES ('start', %(starts_at)s::timestamptz), ('end', %(cut_off)s::timestamptz)) AS t (until, moment)
        JOIN declarations_scan s ON s.code = 'no_declaration' AND s.plate_key <> ''
         AND s.happened_at < t.moment AND s.happened_at >= t.moment - interval '72 hours'
        ORDER BY t.until, s.plate_key, s.happened_at DESC
    ) last
    WHERE NOT EXISTS (
        SELECT 1 FROM declarations_vehicle v JOIN declarations_declaration d ON d.id = v.declaration_id
        WHERE v.plate_key = last.plate_key AND d.filed_at < last.moment
          AND (v.ended_at IS NULL OR v.ended_at >= last.happened_at))
    GROUP BY 1
), lanes AS (
    SELECT gate_id, jsonb_object_agg(
               lane, jsonb_build_object('cleared', export + import, 'export', export, 'import', import)) AS said
    FROM (
        SELECT h.gate_id, coalesce(l.code, '') AS lane,
               count(*) FILTER (WHERE h.direction = 'export') AS export,
               count(*) FILTER (WHERE h.direction = 'import') AS import
        FROM happened h LEFT JOIN declarations_lane l ON l.id = h.lane_id
        WHERE h.verb = 'vehicle.left' GROUP BY 1, 2
    ) by_lane
    GROUP BY 1
), gone AS (
    SELECT h.vehicle_id, h.gate_id, h.direction, c.consignment_id
    FROM happened h JOIN declarations_carriage c USING (vehicle_id) WHERE h.verb = 'vehicle.left'
), shared AS MATERIALIZED (
    SELECT DISTINCT g.consignment_id
    FROM gone g
    JOIN declarations_carriage o ON o.consignment_id = g.consignment_id AND o.vehicle_id <> g.vehicle_id
    JOIN declarations_vehicle v ON v.id = o.vehicle_id AND v.role = 'carrier'
), shares AS (
    -- Equal shares that make the whole again, to the kilogram and the hundredth, in the order of the vehicles.
    SELECT s.vehicle_id, w.currency, w.kilograms * s.place / s.among - w.kilograms * (s.place - 1) / s.among AS kilograms,
           (w.hundredths * s.place / s.among - w.hundredths * (s.place - 1) / s.among) / 100.0 AS value
    FROM (
        SELECT c.consignment_id, c.vehicle_id,
               row_number() OVER (PARTITION BY c.consignment_id ORDER BY c.vehicle_id) AS place,
               count(*) OVER (PARTITION BY c.consignment_id) AS among
        FROM shared JOIN declarations_carriage c USING (consignment_id)
        JOIN declarations_vehicle v ON v.id = c.vehicle_id AND v.role = 'carrier'
    ) s
    JOIN (
        SELECT i.consignment_id, i.currency,
               coalesce(sum(i.weight_kg) FILTER (WHERE n.cargo_kind IN ('fruit', 'farm_produce')), 0) AS kilograms,
               (coalesce(sum(i.value), 0) * 100)::bigint AS hundredths
        FROM shared JOIN declarations_consignment n ON n.id = shared.consignment_id
        JOIN declarations_item i ON i.consignment_id = n.id
        GROUP BY 1, 2
    ) w USING (consignment_id)
), goods AS (
    SELECT gate_id, direction, currency, sum(kilograms) AS kilograms, sum(value) AS value
    FROM (
        SELECT g.gate_id, g.direction, i.currency,
               sum(i.weight_kg) FILTER (WHERE n.cargo_kind IN ('fruit', 'farm_produce')) AS kilograms, sum(i.value) AS value
        FROM gone g
        JOIN declarations_consignment n ON n.id = g.consignment_id
        JOIN declarations_item i ON i.consignment_id = n.id
        WHERE g.consignment_id NOT IN (SELECT consignment_id FROM shared)
        GROUP BY 1, 2, 3
        UNION ALL
        SELECT h.gate_id, h.direction, s.currency, s.kilograms, s.value
        FROM shares s JOIN happened h ON h.vehicle_id = s.vehicle_id AND h.verb = 'vehicle.left'
    ) each
    GROUP BY 1, 2, 3
), worth AS (
    SELECT gate_id,
           sum(kilograms) FILTER (WHERE direction = 'export') AS export_kg,
           sum(kilograms) FILTER (WHERE direction = 'import') AS import_kg,
           jsonb_object_agg(currency, round(value, 2)::text)
               FILTER (WHERE direction = 'export' AND currency <> '' AND value <> 0) AS export_value,
           jsonb_object_agg(currency, round(value, 2)::text)
               FILTER (WHERE direction = 'import' AND currency <> '' AND value <> 0) AS import_value
    FROM goods GROUP BY 1
), paid AS (
    SELECT gate_id,
           sum((data ->> 'amount')::bigint) FILTER (WHERE data ->> 'kind' = 'infrastructure') AS infrastructure,
           sum((data ->> 'amount')::bigint) FILTER (WHERE data ->> 'kind' = 'transfer') AS transfer
    FROM declarations_event
    WHERE verb = 'fee.paid' AND happened_at >= %(starts_at)s AND happened_at < %(cut_off)s
    GROUP BY 1
), summed AS (
    SELECT c.gate_id,
           sum(departed) FILTER (WHERE direction = 'export') AS export,
           sum(departed) FILTER (WHERE direction = 'export' AND cargo = 'fruit') AS export_fruit,
           sum(departed) FILTER (WHERE direction = 'import') AS import,
           sum(departed) FILTER (WHERE direction = 'import' AND cargo = 'new_vehicle') AS import_new,
           sum(at_end) FILTER (WHERE direction = 'export') AS left_over,
           sum(at_end) FILTER (WHERE direction = 'export' AND cargo = 'fruit') AS left_over_fruit,
           sum(at_start) FILTER (WHERE direction = 'export') AS carried_over,
           sum(turned_back) FILTER (WHERE direction = 'export') AS turned_back,
           sum(turned_back) FILTER (WHERE direction = 'import') AS import_turned_back,
           sum(arrived) FILTER (WHERE direction = 'export') AS arrived,
           sum(at_end) FILTER (WHERE direction = 'import') AS inside,
           sum(at_end) FILTER (WHERE direction = 'import' AND cargo = 'new_vehicle') AS new_remaining
    FROM counted c GROUP BY 1
)
SELECT g.code, coalesce(s.export, 0) AS export, coalesce(s.export_fruit, 0) AS export_fruit,
       coalesce(s.import, 0) AS import, coalesce(s.import_new, 0) AS import_new,
       coalesce(s.left_over, 0) AS left_over_declared, coalesce(s.left_over_fruit, 0) AS left_over_fruit,
       coalesce(u.at_end, 0) AS unregistered,
       coalesce(s.carried_over, 0) AS carried_over, coalesce(u.at_start, 0) AS unregistered_before,
       coalesce(s.turned_back, 0) AS turned_back, coalesce(s.import_turned_back, 0) AS import_turned_back,
       coalesce(s.arrived, 0) AS arrived, coalesce(s.inside, 0) AS import_inside,
       coalesce(s.new_remaining, 0) AS new_vehicles_remaining,
       coalesce(w.export_kg, 0) AS export_kg, coalesce(w.import_kg, 0) AS import_kg,
       coalesce(w.export_value, '{}') AS export_value, coalesce(w.import_value, '{}') AS import_value,
       coalesce(p.infrastructure, 0) AS infrastructure, coalesce(p.transfer, 0) AS transfer,
       coalesce(l.said, '{}') AS lanes
FROM declarations_gate g
LEFT JOIN summed s ON s.gate_id = g.id
LEFT JOIN undeclared u ON u.gate_id = g.id
LEFT JOIN worth w ON w.gate_id = g.id
LEFT JOIN paid p ON p.gate_id = g.id
LEFT JOIN lanes l ON l.gate_id = g.id
WHERE g.takes_trucks ORDER BY g.id
