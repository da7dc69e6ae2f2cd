/** What SQLite has no place for, and why: a query of PostgreSQL. */
export const leftBehind = `
SELECT 'function ' || p.proname, 'SQLite has no functions written in SQL or PL/pgSQL.' FROM pg_catalog.pg_proc p
  WHERE p.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = p.oid AND d.deptype IN ('e', 'i'))
UNION ALL SELECT 'type ' || t.typname, 'Its words are a CHECK of each column; they are sorted by their letters.'
  FROM pg_catalog.pg_type t WHERE t.oid >= 16384 AND t.typtype = 'e'
UNION ALL SELECT 'type ' || t.typname, 'Columns of it are of the type below it, with its checks.'
  FROM pg_catalog.pg_type t WHERE t.oid >= 16384 AND t.typtype = 'd'
UNION ALL SELECT 'numbers of ' || c.relname, 'They grow by ' || s.seqincrement || ' in PostgreSQL, and by 1 in SQLite.'
  FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_depend d ON d.objid = s.seqrelid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
  JOIN pg_catalog.pg_class c ON c.oid = d.refobjid WHERE s.seqincrement <> 1
UNION ALL SELECT 'sequence ' || c.relname, 'SQLite has no sequences of their own.' FROM pg_catalog.pg_class c
  WHERE c.relkind = 'S' AND c.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))
UNION ALL SELECT 'table ' || h.inhrelid::regclass::text, 'It inherits from ' || h.inhparent::regclass::text || ': its rows were copied into both tables.' FROM pg_catalog.pg_inherits h
  JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid WHERE c.relkind = 'r' AND NOT c.relispartition
UNION ALL SELECT 'comments', count(*) || ' of them: SQLite keeps none.' FROM pg_catalog.pg_description WHERE objoid >= 16384 HAVING count(*) > 0
UNION ALL SELECT 'row security of ' || relname, 'SQLite has no roles: every row is visible.' FROM pg_catalog.pg_class WHERE relrowsecurity
UNION ALL SELECT 'extension ' || extname, 'SQLite has no extensions like it.' FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql'
UNION ALL SELECT 'rule ' || r.rulename || ' on ' || r.ev_class::regclass::text, 'SQLite has no rules: a trigger may do the same.'
  FROM pg_catalog.pg_rewrite r WHERE r.oid >= 16384 AND r.rulename <> '_RETURN'
UNION ALL SELECT 'foreign table ' || c.oid::regclass::text, 'Its rows are not in this database.' FROM pg_catalog.pg_class c
  WHERE c.relkind = 'f' AND NOT c.relispartition
UNION ALL SELECT 'event trigger ' || evtname, 'SQLite has none.' FROM pg_catalog.pg_event_trigger
UNION ALL SELECT 'collation of ' || a.attname || ' of ' || c.oid::regclass::text,
    CASE WHEN l.collisdeterministic THEN l.collname || ' orders its texts' ELSE 'By ' || l.collname || ' different texts can be equal' END
    || '; SQLite compares them letter by letter.'
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
  WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT a.attisdropped AND a.attnum > 0
    AND l.collprovider <> 'd' AND l.collname NOT IN ('C', 'POSIX', 'ucs_basic', 'pg_c_utf8')
UNION ALL SELECT 'index ' || i.indexrelid::regclass::text, 'It is on a partition alone.' FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
  WHERE c.relispartition AND c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid)
UNION ALL SELECT 'operator ' || o.oprname, 'SQLite has no operators of one''s own.' FROM pg_catalog.pg_operator o WHERE o.oid >= 16384
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'cast from ' || k.castsource::regtype::text || ' to ' || k.casttarget::regtype::text, 'SQLite has no casts of one''s own.'
  FROM pg_catalog.pg_cast k WHERE k.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = k.oid AND d.deptype IN ('e', 'i'))
UNION ALL SELECT 'constraint ' || conname || ' of ' || conrelid::regclass::text,
    'It is NOT VALID: rows from before it need not keep it. In SQLite all rows have to.'
  FROM pg_catalog.pg_constraint WHERE NOT convalidated AND conrelid <> 0 AND conparentid = 0
UNION ALL SELECT 'foreign key ' || conname || ' of ' || conrelid::regclass::text,
    'It is DEFERRABLE: PRAGMA defer_foreign_keys = ON does that in SQLite, for all keys of a transaction.'
  FROM pg_catalog.pg_constraint WHERE contype = 'f' AND condeferrable AND NOT condeferred AND conparentid = 0
UNION ALL SELECT 'statistics ' || stxname, 'SQLite has none of several columns: ANALYZE looks at its indexes.'
  FROM pg_catalog.pg_statistic_ext
UNION ALL SELECT 'text search configuration ' || cfgname, 'SQLite searches texts in another way.'
  FROM pg_catalog.pg_ts_config WHERE oid >= 16384
UNION ALL SELECT 'text search dictionary ' || dictname, 'SQLite searches texts in another way.'
  FROM pg_catalog.pg_ts_dict WHERE oid >= 16384
UNION ALL SELECT 'publication ' || pubname, 'SQLite has none.' FROM pg_catalog.pg_publication
UNION ALL SELECT 'large objects', count(*) || ' of them: SQLite has none.' FROM pg_catalog.pg_largeobject_metadata HAVING count(*) > 0
UNION ALL SELECT 'privileges', 'SQLite has no roles: what was granted is left out.'
  WHERE EXISTS (SELECT 1 FROM pg_catalog.pg_class WHERE oid >= 16384 AND relacl IS NOT NULL)
    OR EXISTS (SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid >= 16384 AND attacl IS NOT NULL)`
