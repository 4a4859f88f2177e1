"""The load handed out by cells, handed over from a day on, loaded from Excel (R46)."""
