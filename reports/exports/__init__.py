"""Bulletins and lists as files: CSV for programs, XLSX for people, PDF for paper."""
