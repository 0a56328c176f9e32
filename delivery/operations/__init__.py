"""Every write of the room: subscribing, owing what was published, sending it, asking for it again."""
