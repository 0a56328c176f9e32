"""A published day again (docs/rehearsal.md): from the figures of a bulletin to trucks, and back to a bulletin.

`figures` reads the file, `plan` fills in what it leaves open (`balance` keeps parts equal to their wholes), `traffic`
invents the trucks, `drive` works them with the operations that people use, `compare` lays both bulletins side by side.
"""
