"""A sheet as a workbook: the portal's own layout and that of the national portal."""
