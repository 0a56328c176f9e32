"""The rules of the line without a database: arrival windows, line times, and whose turn it is (domain §7).

windows  which windows a gate offers, and how many trucks fit into each
times    where in the line a truck comes to stand
order    who goes before whom, and whose turn it is
"""
