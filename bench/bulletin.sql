-- A day's bulletin as one would write it by hand: every figure of every gate that takes trucks, in one statement.
WITH moved AS (
    SELECT v.gate_id, v.direction, v.main_cargo AS cargo,
           count(*) FILTER (WHERE e.verb = 'vehicle.seen') AS arrived,
           count(*) FILTER (WHERE e.verb = 'vehicle.left') AS departed,
           count(*) FILTER (WHERE e.verb = 'vehicle.turned_back') AS turned_back
    FROM declarations_event e JOIN declarations_vehicle v ON v.id = e.vehicle_id
    WHERE e.verb IN ('vehicle.seen', 'vehicle.left', 'vehicle.turned_back') AND v.role = 'carrier'
      AND e.happened_at >= %(starts_at)s AND e.happened_at < %(cut_off)s
      AND NOT EXISTS (
          SELECT 1 FROM declarations_event w
          WHERE e.verb = 'vehicle.left' AND w.verb = 'vehicle.exit_withdrawn' AND w.happened_at >= %(starts_at)s
            AND w.declaration_id = e.declaration_id AND w.vehicle_id = e.vehicle_id AND w.seq > e.seq)
    GROUP BY 1, 2, 3
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
), summed AS (
    SELECT c.gate_id,
           sum(departed) AS cleared,
           sum(departed) FILTER (WHERE direction = 'export') AS export,
           sum(departed) FILTER (WHERE direction = 'export' AND cargo = 'fruit') AS export_fruit,
           sum(departed) FILTER (WHERE direction = 'import') AS import,
           sum(departed) FILTER (WHERE direction = 'import' AND cargo = 'new_vehicle') AS import_new,
           sum(at_end) FILTER (WHERE direction = 'export') AS left_over,
           sum(at_end) FILTER (WHERE direction = 'export' AND cargo = 'fruit') AS left_over_fruit,
           sum(at_start) FILTER (WHERE direction = 'export') AS carried_over,
           sum(turned_back) FILTER (WHERE direction = 'export') AS turned_back,
           sum(arrived) FILTER (WHERE direction = 'export') AS arrived,
           sum(at_end) FILTER (WHERE direction = 'import') AS inside,
           sum(at_end) FILTER (WHERE direction = 'import' AND cargo = 'new_vehicle') AS new_remaining
    FROM counted c GROUP BY 1
)
SELECT g.code, coalesce(s.cleared, 0), coalesce(s.export, 0), coalesce(s.export_fruit, 0), coalesce(s.import, 0),
       coalesce(s.import_new, 0), coalesce(s.left_over, 0) + coalesce(u.at_end, 0), coalesce(s.left_over_fruit, 0),
       coalesce(u.at_end, 0),
       coalesce(s.left_over, 0) + coalesce(u.at_end, 0) - coalesce(s.carried_over, 0) - coalesce(u.at_start, 0),
       coalesce(s.turned_back, 0), coalesce(s.new_remaining, 0), coalesce(s.arrived, 0), coalesce(s.carried_over, 0),
       coalesce(s.inside, 0)
FROM declarations_gate g
LEFT JOIN summed s ON s.gate_id = g.id
LEFT JOIN undeclared u ON u.gate_id = g.id
WHERE g.takes_trucks ORDER BY g.id
