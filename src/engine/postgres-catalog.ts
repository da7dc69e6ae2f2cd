/** Whether a statement may write into the catalogs themselves, which the engine does not check. */
export const writesCatalog = (text: string): boolean =>
  /\b(?:insert\s+into|update|delete\s+from|truncate|merge\s+into)\s+(?:table\s+)?(?:only\s+)?(?:"?pg_catalog"?\s*\.\s*)?"?pg_/i.test(
    text.slice(0, 100_000),
  )

/** Counts what initdb put into the catalogs; a sound database always gives the same answer. */
export const catalogQuery = `SELECT pg_catalog.concat_ws(' ',
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class WHERE oid < 16384 AND relnamespace = 11),
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = attrelid WHERE attrelid < 16384 AND relnamespace = 11),
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_proc WHERE oid < 12000),
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_type WHERE oid < 12000),
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_operator WHERE oid < 12000),
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = indrelid WHERE indexrelid < 16384 AND relnamespace = 11))`
