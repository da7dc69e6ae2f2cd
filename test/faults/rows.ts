/**
 * Every fault that Tandem promises an outcome for, and the test that makes it happen. `npm test` ends with the table of what
 * became of each (`rows-reporter.ts`), and fails where a named test did not run.
 */
export interface Proof {
  /** under `test/` */
  readonly file: string
  /** the test's name, or the words of the stage in a script */
  readonly test: string
}

export interface Row {
  readonly row: number
  readonly fault: string
  readonly outcome: string
  /** what was counted or measured, beside how many tests of it passed and how long they took */
  readonly figure?: string
  /** empty only where `reason` says why */
  readonly proof: readonly Proof[]
  readonly reason?: string
}

const in_ =
  (file: string) =>
  (test: string): Proof => ({ file, test })
const contract = in_('engine/contract.test.ts')
const sqlite = in_('engine/sqlite.test.ts')
const postgres = in_('engine/postgres.test.ts')
const files = in_('engine/postgres-files.test.ts')
const connection = in_('engine/connection.browser.test.ts')
const download = in_('engine/download.test.ts')
const loading = in_('engine/loading.browser.test.ts')
const refuse = in_('sql/refuse.test.ts')
const doctor = in_('sql/doctor.test.ts')
const grid = in_('result/grid.browser.test.ts')
const cell = in_('result/cell.test.ts')
const formats = in_('result/formats.test.ts')
const outcomeView = in_('result/outcome-view.browser.test.ts')
const chart = in_('result/chart.browser.test.ts')
const tree = in_('schema/tree.test.ts')
const treePage = in_('schema/tree.browser.test.ts')
const contents = in_('storage/contents.browser.test.ts')
const points = in_('storage/history.browser.test.ts')
const store = in_('storage/store.browser.test.ts')
const mirror = in_('storage/mirror.browser.test.ts')
const records = in_('storage/records.browser.test.ts')
const storage = in_('storage/storage.browser.test.ts')
const listing = in_('storage/listing.test.ts')
const migrations = in_('storage/migrations.browser.test.ts')
const quota = in_('storage/quota.browser.test.ts')
const queue = in_('storage/save-queue.test.ts')
const progress = in_('course/progress.test.ts')
const lesson = in_('course/lesson.browser.test.ts')
const csv = in_('transfer/csv.test.ts')
const load = in_('transfer/load.test.ts')
const dialog = in_('transfer/dialog.browser.test.ts')
const share = in_('e2e/share.test.ts')
const shareCode = in_('workbench/share.test.ts')
const play = in_('e2e/playground.test.ts')
const keepPage = in_('e2e/keep.test.ts')
const policy = in_('build/page.test.ts')
const bombs = in_('faults/engine-runaway.test.ts')
const state = in_('faults/engine-state.test.ts')
const bytes = in_('faults/files.test.ts')
const page = in_('faults/files.e2e.test.ts')
const supply = in_('faults/supply.test.ts')
const runaway = in_('faults/runaway.e2e.test.ts')
const answers = in_('faults/answers.e2e.test.ts')
const death = in_('faults/death.e2e.test.ts')
const watchdog = in_('faults/watchdog.e2e.test.ts')
const keep = in_('faults/keep.e2e.test.ts')
const delivery = in_('faults/delivery.e2e.test.ts')
const kill = in_('faults/kill.mjs')
const killPage = in_('faults/kill-page.mjs')
const restore = in_('faults/restore.mjs')

const names = 'names: equal, special, numeric, empty and markup stay themselves, in their order'
const psql = 'PostgreSQL shows what psql prints, in a browser in %s'
const nulls = "NULL, '' and 'NULL' have three looks, and bytes and NUL are seen"
const silentBomb = '%s: an answer, an error or a noticed end, never silence'
const settings = 'after %s the schema and the rows are read as before'

// prettier-ignore
export const rows: readonly Row[] = [
  { row: 1, fault: 'a count without end', outcome: 'the page answers, Stop within a second, everything reported is there', figure: 'p90 of timers under 100 ms; back in 0.2 s and 0.4 s',
    proof: [runaway('an endless count: the page answers, the clock ticks, Stop gives the database back'), connection('a query without end is stopped, and everything reported before it is there'), play('Stop ends a query without end and keeps every finished change')] },
  { row: 2, fault: 'rows without end', outcome: 'stops at the cap by itself and says that more exist', proof: [contract('at the cap of rows, saying that there are more'), contract('with the engine usable afterwards')] },
  { row: 3, fault: 'an endless loop in PL/pgSQL', outcome: 'as 1', proof: [connection('a loop in PL/pgSQL')] },
  { row: 4, fault: 'a sleep of 100 s', outcome: 'as 1', proof: [connection('a long sleep')] },
  { row: 5, fault: 'a slow, honest query', outcome: 'a clock that ticks, Stop, no end by itself', proof: [runaway('an endless count: the page answers, the clock ticks, Stop gives the database back'), runaway('a hidden, throttled tab is not taken for a dead engine')] },
  { row: 6, fault: '100,000 rows', outcome: 'the first 500 on their own, all there, few in the page', proof: [connection('100,000 rows arrive whole, the first 500 on their own')] },
  { row: 7, fault: '1,000,000 rows', outcome: 'all there, the last is reached', figure: 'fewer than 2,000 elements', proof: [grid('a million rows are counted, and few of them are in the page'), grid('Ctrl+End reaches the last of a million rows, Ctrl+Home the first')] },
  { row: 8, fault: '5,000,000 rows', outcome: 'the first million, and word that more exist', figure: 'fewer than 2,000 elements', proof: [runaway('five million rows stop at a million, and the page stays small')] },
  { row: 9, fault: '2,000 columns; more than the engine allows', outcome: 'windowed; an error with the limit in it', proof: [contract('2000 columns arrive'), grid('two thousand columns are windowed as well'), bombs('more columns than the engine allows is an error with the limit in it')] },
  { row: 10, fault: 'a cell of 100 MB', outcome: 'its first 64 KB and its size', proof: [contract('of 100 MB without harm'), runaway('very many columns and a cell of 20 MB leave a page that answers'), grid('a shortened cell is read whole on request')] },
  { row: 11, fault: 'a cell of a gigabyte', outcome: 'its size, or "out of memory", and the engine lives', proof: [contract('of a gigabyte: an error or a size, and the engine lives')] },
  { row: 12, fault: 'two blobs that are too long together', outcome: 'the engine says so', proof: [sqlite('two texts that are too long together are an error')] },
  { row: 13, fault: 'a database that grows without end', outcome: 'stops at the cap with a sentence; intact', figure: 'cap 256 MB', proof: [sqlite('a database stops growing at the cap, and goes on'), postgres('a database stops growing at the cap, and goes on')] },
  { row: 14, fault: 'memory that runs out inside a query', outcome: '"out of memory", and the engine lives', proof: [sqlite('memory that runs out is an error, and the engine lives'), bombs('memory that runs out in an aggregate is a clean error, and the engine lives')] },
  { row: 15, fault: 'SQL that changes the limits', outcome: 'set again before each run; an engine without memory is replaced', proof: [sqlite('a cap that SQL changed is set again before the next run'), connection('an engine that SQL left without memory is restarted with everything reported'), death('SQLite that was left without memory by its own SQL is restarted, with what was reported')] },
  { row: 16, fault: 'a device that gives no more memory', outcome: 'the query fails in words, the data are there; an engine that cannot start says so and can be tried again', proof: [death('on a device without memory left, the query fails in words and the data are there'), death('on a device without memory for an engine, that is said, and it starts when there is some')] },
  { row: 17, fault: 'recursion in PL/pgSQL', outcome: 'a clean error', proof: [postgres('recursion in PL/pgSQL ends with a clean error')] },
  { row: 18, fault: 'recursion in an SQL function', outcome: 'the end of the engine is noticed; restarted', proof: [postgres('a recursion that ends the engine is noticed, not taken for an empty answer')] },
  { row: 19, fault: 'a trigger that fires itself', outcome: 'a clean error', proof: [sqlite('recursive triggers and view bombs are errors'), bombs('a trigger that fires itself is a clean error')] },
  { row: 20, fault: 'deep JSON, long sums, nested selects', outcome: 'an answer, an error or a noticed end', proof: [contract('deep nesting is an error or an answer, never silence'), bombs(silentBomb), connection('an engine that dies is restarted with everything reported, and the statement is known')] },
  { row: 21, fault: 'generated SQL: 100,000 parentheses, 5,000 CASE, 600 UNION ALL, 20,000 AND', outcome: 'as 20', figure: 'SQLite 7 of 7 alive; PostgreSQL 3 alive, 4 noticed and restarted', proof: [bombs(silentBomb)] },
  { row: 22, fault: 'views that multiply; 200 views in a chain', outcome: 'an error or an answer within seconds', proof: [bombs('views that multiply, and a chain of 200 of them, end within seconds'), sqlite('recursive triggers and view bombs are errors')] },
  { row: 23, fault: 'patterns that backtrack', outcome: 'bounded', figure: 'under 0.1 s', proof: [bombs('patterns that make a matcher try everything are bounded')] },
  { row: 24, fault: 'a script of 193,000 statements, 9 MB', outcome: 'n of m, Stop, all are there or exactly what was done', figure: 'whole: SQLite 4.2 s, PostgreSQL 6.5 s on two cores (aim: 10 s)', proof: [runaway('a script of 193,000 inserts says how far it is, and all of them are there'), runaway('Stop in the middle of such a script keeps exactly what was done'), connection('a long script is told of in batches, with nothing missing')] },
  { row: 25, fault: 'thousands of tables, prepared statements, list items', outcome: 'a schema tree of constant size', proof: [tree('three thousand tables draw only what is in view'), treePage('three thousand tables stay a small page, and the last is reached'), bombs('2,000 prepared statements and 500 tables are no harm'), bombs('a list of 100,000 numbers')] },
  { row: 26, fault: 'a hidden, throttled tab; a device that slept', outcome: 'finishes; not taken for dead', figure: 'hidden for 10 min, asleep for an hour', proof: [runaway('a hidden, throttled tab is not taken for a dead engine'), watchdog('an idle one of a hidden tab may be silent for as long as it likes'), watchdog('one of a device that slept is not taken for dead')] },
  { row: 27, fault: 'columns of one name', outcome: 'all shown', proof: [answers(names), contract('columns of one name stay apart, in the order given')] },
  { row: 28, fault: '__proto__, constructor, hasOwnProperty', outcome: 'names like any', proof: [answers(names), contract('names that are special elsewhere are names')] },
  { row: 29, fault: 'columns called 2, 1, b', outcome: 'in the order given', proof: [answers(names)] },
  { row: 30, fault: '64-bit integers', outcome: 'every digit', proof: [answers('numbers: 64 bits, infinities and NaN are whole'), contract('64-bit integers keep every digit')] },
  { row: 31, fault: 'NUMERIC of 1,000 digits, big numbers in jsonb', outcome: 'the exact text', proof: [postgres('NUMERIC with 1000 digits, NaN and infinity stay text'), postgres('jsonb keeps big integers, 1e400 and its own order'), answers(psql)] },
  { row: 32, fault: 'NaN and infinities', outcome: 'shown as such', proof: [answers('numbers: 64 bits, infinities and NaN are whole'), contract('floating-point numbers keep sign, infinity and all digits')] },
  { row: 33, fault: 'infinity, BC, year 294276', outcome: "the engine's text", proof: [answers(psql), postgres('dates and times are the text of the engine, BC and infinity too')] },
  { row: 34, fault: 'time zones of the browser', outcome: 'the same text in three zones', proof: [answers(psql)] },
  { row: 35, fault: "NULL, '' and 'NULL'", outcome: 'three looks, and three in CSV', proof: [answers(nulls), cell('NULL, the empty text and the word NULL have three looks'), formats('in CSV, NULL and the empty text differ, and the word NULL is a word')] },
  { row: 36, fault: 'text with NUL', outcome: 'shown with ␀, whole', proof: [answers(nulls), sqlite('text with NUL inside is whole')] },
  { row: 37, fault: 'bytes', outcome: 'hexadecimal digits and their number', proof: [answers(nulls), contract('bytes are bytes'), cell('bytes are hexadecimal digits and their number')] },
  { row: 38, fault: 'half surrogates, bytes that are no UTF-8', outcome: 'marked; the bytes stay', proof: [cell('half a surrogate pair is a marked U+FFFD, a whole one is left alone'), bytes('text that is no UTF-8 keeps its bytes, whatever is shown')] },
  { row: 39, fault: 'a result without rows', outcome: 'headers and "0 rows"', proof: [answers('a result without rows keeps its headers; three queries give three results'), contract('a result without rows keeps its headers')] },
  { row: 40, fault: 'a row without columns', outcome: 'counted', proof: [answers('COMMIT of a failed transaction says ROLLBACK; notices stand in order; no columns are counted'), outcomeView('a row without columns is counted')] },
  { row: 41, fault: 'three queries in one script', outcome: 'three results', proof: [answers('a result without rows keeps its headers; three queries give three results')] },
  { row: 42, fault: 'a script that fails in the middle', outcome: 'says where, what was done, what was not run', proof: [answers('a script that fails in the middle says where, what was done and what was not'), play('keeps what ran before a mistake and lists what did not run')] },
  { row: 43, fault: 'COMMIT of a failed transaction', outcome: 'says ROLLBACK', proof: [answers('COMMIT of a failed transaction says ROLLBACK; notices stand in order; no columns are counted'), postgres('an aborted transaction refuses everything, and COMMIT says that it rolled back')] },
  { row: 44, fault: 'counts, RETURNING, notices, plans', outcome: 'shown, in order', proof: [answers('counts, RETURNING and plans are shown'), contract('RETURNING gives rows and counts them as changes'), postgres('notices and notifications come with their statement, in order')] },
  { row: 45, fault: 'SERIAL in SQLite', outcome: 'told that ids stay NULL', proof: [doctor('a silent wrong')] },
  { row: 46, fault: "the lecture's MySQL", outcome: 'each explained with a fix', proof: [doctor('a fix')] },
  { row: 47, fault: 'quotes and comments without an end', outcome: 'the opening mark is named', proof: [doctor('points at the opening mark of what is not closed'), contract('at the end of the text')] },
  { row: 48, fault: 'byte order mark, smart quotes, invisible spaces', outcome: 'dropped, or named', proof: [doctor('advice without a fix')] },
  { row: 49, fault: 'commands of psql, sqlite3, mysql', outcome: 'named', proof: [refuse('refuses %j with the reason')] },
  { row: 50, fault: 'COPY … PROGRAM', outcome: 'refused before the engine, with the reason', proof: [refuse('refuses %j with the reason'), state('%s never reaches the engine, and the next start works')] },
  { row: 51, fault: 'COPY FROM STDIN with lines', outcome: 'the rows are loaded', proof: [postgres('COPY FROM STDIN reads the lines that follow it'), in_('transfer/script.test.ts')('a plain pg_dump with COPY data, psql lines, unknown settings and owners')] },
  { row: 52, fault: 'COPY FROM STDOUT, TO STDOUT', outcome: 'refused; rows shown', proof: [refuse('refuses %j with the reason'), postgres('COPY TO STDOUT shows its lines')] },
  { row: 53, fault: 'ALTER SYSTEM', outcome: 'refused; the next start works', proof: [state('%s never reaches the engine, and the next start works'), state('an ALTER SYSTEM that hides in a DO block does not outlive the session')] },
  { row: 54, fault: 'rows deleted from pg_class, pg_attribute, pg_proc', outcome: 'seen when the run ends: the state before it comes back by itself, and the damage is never saved', proof: [death('%s is back by itself: said, never saved, the same after a reload'), state('rows deleted from %s are seen before anything is saved'), connection('a database that no longer starts says so, and an earlier image helps')] },
  { row: 55, fault: 'a damaged sqlite_schema', outcome: 'seen when the run ends: the state before it comes back by itself, and the damage is never saved', proof: [death('%s is back by itself: said, never saved, the same after a reload'), sqlite('a damaged schema is seen, and the image before it is sound')] },
  { row: 56, fault: 'a transaction left open', outcome: 'a badge; not saved; the browser asks before it closes', proof: [keep('a transaction left open is told, and rolled back by a reload that was agreed to'), contract('nothing is reported as changed inside of one, everything after it'), answers('an open transaction is told until it ends')] },
  { row: 57, fault: 'temporary tables, pragmas, ATTACH across runs', outcome: 'kept from run to run', proof: [contract('keeps temporary tables from run to run'), state('pragmas stay from run to run, and an attached database is not in what is saved')] },
  { row: 58, fault: 'ATTACH and VACUUM INTO', outcome: 'work in the session, not in what is saved', proof: [sqlite('attached databases and VACUUM INTO work within the session'), state('pragmas stay from run to run, and an attached database is not in what is saved')] },
  { row: 59, fault: 'journal modes, encodings, page sizes', outcome: 'saved and opened again', proof: [sqlite('journal modes, page sizes and encodings survive saving')] },
  { row: 60, fault: 'search_path, SET ROLE, ALTER ROLE', outcome: 'the schema is read as before', figure: '19 settings', proof: [state(settings), postgres("an empty search_path and another role leave the schema's reader alone")] },
  { row: 61, fault: 'DROP SCHEMA public, DISCARD ALL, DROP and CREATE DATABASE', outcome: 'answers, and the page works', proof: [state('databases and schemas that are dropped, made or missing are answers'), postgres('DISCARD ALL and a dropped schema public are no harm')] },
  { row: 62, fault: 'extensions that are not here', outcome: 'an error that names them', proof: [state('what this build does not have is said with its name')] },
  { row: 63, fault: 'reading files, loading code', outcome: 'only the sandbox', proof: [state('files are those of the sandbox, nothing of the machine'), state('reading files and loading code do not exist')] },
  { row: 64, fault: 'LISTEN, cursors, PREPARE, large objects', outcome: 'shown, no crash', proof: [state('notifications, cursors and large objects are shown, and no crash'), postgres('EXPLAIN, SHOW, VALUES, cursors, prepared statements, VACUUM and LOCK')] },
  { row: 65, fault: 'poisoned settings', outcome: 'rows and schema are read as before', figure: '19 settings', proof: [state(settings), state('with standard_conforming_strings off a backslash in a text does not fool what is run'), postgres('bytea_output, DateStyle, IntervalStyle, standard_conforming_strings')] },
  { row: 66, fault: 'a trap in WebAssembly', outcome: 'said, restarted, nothing reported is lost, the script is kept', proof: [death('a trap in the middle: said, restarted, nothing reported is lost, the script is kept')] },
  { row: 67, fault: 'a worker killed inside a transaction', outcome: 'what was committed stays', proof: [connection('stopping inside a transaction takes back only what was not committed'), connection('what COMMIT AND CHAIN committed outlives a stop')] },
  { row: 68, fault: 'a worker that falls silent', outcome: 'at work it is never ended by itself, and Stop works; an idle one is replaced by itself', figure: 'at work: 10 min; idle: within 36 s', proof: [watchdog('one that falls silent at work is never ended by itself; Stop is there, and it is back'), watchdog('an idle one that does not answer for half a minute is replaced by itself')] },
  { row: 69, fault: 'twenty clicks on Run', outcome: 'one run at a time, whole', proof: [runaway('twenty clicks on Run give one run at a time, whole'), connection('two runs never mix, and a run before the engine is ready waits')] },
  { row: 71, fault: 'a reload', outcome: 'rows, tabs, text, caret and the results of the last run are there', proof: [keep('after a reload the results of the last run are shown again, and what of them was not kept is said'), keep('rows, tabs, text and caret are there after a reload'), keepPage('rows, tabs and texts are there after a reload')] },
  { row: 72, fault: 'typed and never run, then a crash', outcome: 'there, one second after the last key', proof: [keep('what is typed and never run is there when the page dies a second later'), records('a value is there again in the next visit, without a flush, within 300 ms and a little')] },
  { row: 73, fault: 'the page killed at random', outcome: 'no save that was acknowledged is lost', proof: [kill('page killed while it saves'), killPage('killed while rows are inserted'), contents('a context that dies gives its databases free, with what it saved')] },
  { row: 74, fault: 'the browser killed at random', outcome: 'no save that was acknowledged is lost', proof: [kill('browser killed while it saves'), killPage('killed while rows are inserted')] },
  { row: 75, fault: "the store's log cut", outcome: 'the last save at worst, or the second copy', proof: [kill('log cut by up to 2 KB')] },
  { row: 76, fault: 'Chromium drops a corrupt IndexedDB', outcome: 'the second copy is loaded, and that is said', proof: [kill('IndexedDB damaged and dropped'), mirror('when the whole IndexedDB is gone, databases, values and history come back from the second copy, and that is said')] },
  { row: 77, fault: 'a state that does not verify', outcome: 'the one before, said; the damaged one is kept', proof: [contents('when the newest state is damaged the one before is loaded, that is said, and the damaged one is kept'), contents('a manifest that was changed does not verify')] },
  { row: 78, fault: 'a database larger than a value may be', outcome: 'stored in chunks of 32 KiB', proof: [listing('has a listing in pieces of at most 32 KiB'), records('no stored row is longer than 64 KiB, where Chromium would make it a file of its own')] },
  { row: 79, fault: 'no room left', outcome: 'said since when; everything works; saved when there is room', proof: [keep('without any room left: said at once, everything still works, and is saved when there is room'), quota('with no room left nothing is lost'), kill('no room left, then room again')] },
  { row: 80, fault: 'storage forbidden', outcome: 'works in memory, said for as long as the page is open, download offered', proof: [keep('a visitor who has blocked site data gets a page that works'), keep('a browser that forbids storage gets a page that works, and is told so for as long as it is open'), store('a browser that throws at indexedDB.open gets a page that works in memory and says so')] },
  { row: 81, fault: 'site data deleted under the page', outcome: 'said, and saved again from memory', proof: [keep('site data deleted under the open page are told and saved again'), kill('site data cleared under the page'), contents('after site data were deleted under the page, what is open is saved again')] },
  { row: 82, fault: 'two tabs, one database', outcome: 'one owner; the other looks, takes over; nothing older is written over', proof: [keep('a second tab can look, is told, can take over, and nothing older is ever written over'), contents('without Web Locks an older copy is refused by its number, and its tab is told')] },
  { row: 83, fault: 'an old tab and a new version', outcome: 'the old one steps aside', proof: [store('an old tab steps aside for a newer page, which finds what the old one saved at the last moment'), store('an older tab that does not step aside is named, and the page goes on in memory')] },
  { row: 84, fault: 'stored by other versions; junk', outcome: 'migrated, or left untouched', proof: [migrations('what version %i of the page stored is there in this one'), store('data of a newer version are left untouched'), store('a migration that fails leaves the old version as it was'), progress('junk that was kept is as nothing')] },
  { row: 85, fault: 'a data directory of another PostgreSQL', outcome: 'said which version made it and what to do; of the same major it opens with a later build', proof: [connection('files of another PostgreSQL say which, and what to do; they can still be exported'), state('a data directory of another PostgreSQL is refused, not hung on'), files('a stored image opens without the data directory it began with')] },
  { row: 86, fault: 'eviction', outcome: 'asked to keep the data at the first save, once; where it does not promise, reminded of a file', proof: [keep('a browser that does not promise to keep the data is asked once, and the Storage sheet reminds of a file'), storage('the browser is asked to keep the data at the first save, once, and not before')] },
  { row: 87, fault: 'a run to take back: DROP TABLE, DELETE without WHERE', outcome: 'the exact content before', proof: [keep('Undo run brings back a dropped table and deleted rows, exactly'), points('a point brings back exactly what was remembered, in this visit and in the next'), keepPage('Undo run brings back data and schema, run by run')] },
  { row: 88, fault: '1,000 quick commits', outcome: 'about one save a second, the last one kept', proof: [keep('a storm of 1,000 committed statements is saved with the last of them'), queue('a storm of 1,000 changes makes about one save a second, each less than a second behind, and keeps the last'), contents('a storm of 1,000 saves is answered, a few are made, and the last one is kept')] },
  { row: 89, fault: 'a clock that jumps back', outcome: 'the number decides', proof: [contents('the clock may jump back: the number decides which is newest')] },
  { row: 90, fault: 'progress and database disagree', outcome: 'a check reads the database; a tick stays', proof: [keep('a lesson whose page dies a second after "Correct" has its tick, and a check judges anew'), lesson('what was written, done and chosen is there again'), progress('is there again when the page is opened again')] },
  { row: 91, fault: 'files that are no database', outcome: 'each named; nothing open is touched', figure: '14 fixtures', proof: [page('every file that is no data is refused in words, dropped or picked'), bytes('%s is refused with a sentence that names it'), dialog('what is no data is refused with its reason')] },
  { row: 92, fault: 'a database with damaged pages', outcome: 'found, said, not in the place of another', proof: [page('a damaged database is said to be, and is left or opened beside the others'), dialog('a SQLite file becomes a database beside the open one, and what is damaged is said'), bytes('bytes that were changed in the middle are found when the database is looked through')] },
  { row: 93, fault: 'WAL mode without its -wal', outcome: 'opened, with a warning', proof: [page('a database in WAL mode opens with a warning, beside what is open'), bytes('a database in WAL mode is opened with a warning that changes may be missing')] },
  { row: 94, fault: 'a file of 2 GB', outcome: 'refused by its size, hardly read', figure: 'under 1 MB read', proof: [page('a database file that is far too large is refused at once'), bytes('a file larger than the limit is refused by its size, with a small part of it read')] },
  { row: 95, fault: 'a hostile database', outcome: 'only its schema is read', proof: [page('a hostile database is only looked at'), state('a hostile database runs nothing when it is opened: only its schema is read')] },
  { row: 96, fault: 'an import over work', outcome: 'a database of its own', proof: [page('what was taken in is kept, and a native program reads it'), dialog('a SQLite file becomes a database beside the open one, and what is damaged is said'), dialog('a script runs in a database of its own')] },
  { row: 97, fault: 'CSV of every kind', outcome: 'the right rows, or a named choice', figure: '14 kinds, and what Python reads', proof: [page('separated values of every kind are shown as they are, and imported so'), csv('%s gives the same two rows'), csv('reads what Python reads')] },
  { row: 98, fault: 'ragged lines, a quote without an end', outcome: 'named by line; filled or left out', proof: [page('separated values of every kind are shown as they are, and imported so'), page('%s: said in the dialog, and nothing is imported'), csv('are filled up and cut, and listed by their line'), csv('a quote that is never closed is named with its line')] },
  { row: 99, fault: 'leading zeros, 20 digits, 1E400', outcome: 'text unless chosen', proof: [page('separated values of every kind are shown as they are, and imported so'), load('types are guessed only where every value stays as it was written')] },
  { row: 100, fault: 'double, empty, special and 3,000 headers', outcome: 'renamed alike; too many refused early', proof: [page('separated values of every kind are shown as they are, and imported so'), page('%s: said in the dialog, and nothing is imported'), load('names that are empty, double, or words of JavaScript become columns'), csv('3,000 columns are refused before a table is made of them')] },
  { row: 101, fault: 'CSV of many rows', outcome: 'progress, Stop, all or nothing', proof: [page('an import of many rows can be stopped, and leaves nothing'), load('stopping in the middle leaves nothing behind')], reason: 'the time for 1,000,000 rows is a matter of the benchmarks' },
  { row: 102, fault: 'formulas in exports', outcome: 'text never becomes a formula, numbers stay', proof: [formats('no text becomes a formula, and numbers stay numbers'), formats('a byte order mark comes first where it is asked for')] },
  { row: 103, fault: 'out and in again', outcome: 'the same rows in the native programs', proof: [page('what was taken in is kept, and a native program reads it'), restore('PostgreSQL dump in a real PostgreSQL'), restore('SQLite file and dump in sqlite3'), sqlite('opens the file and restores the dump to the same rows')] },
  { row: 104, fault: 'markup in every place that shows text', outcome: 'text', figure: '0 policy violations', proof: [delivery('one piece of markup in every place that shows text stays text'), dialog('in the file, its header, its cells and the report'), chart('names that look like markup are text'), outcomeView('markup in messages, notices and cells stays text'), treePage('a table named like markup is text'), formats('a file name is never a path')] },
  { row: 105, fault: 'a link with SQL that harms', outcome: 'shown, never run by itself, a database of its own', proof: [share('brings the text, the engine and the view to another browser, and runs nothing by itself'), share('never touches a saved database, whatever it holds and however often it is run')] },
  { row: 106, fault: 'link bombs', outcome: 'refused in words', proof: [share('that holds %s is refused in a sentence, at once'), shareCode('when it unpacks to more than 256 KB, without unpacking the rest'), shareCode('when it brings the key of a prototype: %s'), shareCode('when it is longer than any link that Tandem makes')] },
  { row: 107, fault: 'requests to others', outcome: 'none, workers included', proof: [delivery('the pages, both engines and their workers ask nobody but the site')] },
  { row: 108, fault: 'ways out and in', outcome: 'none works', figure: '0 of 22 reached', proof: [delivery('stops '), policy('the policy comes before every script, style and preload, and nothing in the page breaks it')] },
  { row: 109, fault: 'a worker that escapes the policy', outcome: 'no eval, no foreign request, no foreign module', proof: [delivery('reaches the worker of %s: no eval, no foreign request')] },
  { row: 110, fault: 'the site in a frame', outcome: 'one sentence; nothing kept is read', proof: [share('the site itself (%s) is one sentence and a link, and reads nothing that is kept')] },
  { row: 111, fault: 'files that do not come: 404, 500, sign-in page, cut, wrong type, silence', outcome: 'said in words, Try again helps, the text is kept', figure: '6 answers for SQLite, 3 for PostgreSQL; silence after 10 s', proof: [delivery('404, 500, a sign-in page, a cut file and a cut connection are said; Try again helps; the text is kept'), loading('%s that cannot be loaded says why, and loads when tried again'), download('ten seconds without an answer are enough')] },
  { row: 112, fault: 'a new version while an old tab is open', outcome: 'said once, no loop, one reload helps', proof: [delivery('a page that a new version of the site has removed says so once, and one reload helps'), delivery('a part that a new version has removed leaves editor, text and data usable')] },
  { row: 113, fault: 'new and old files mixed', outcome: 'cannot be: no service worker, and every name holds its content', proof: [delivery('there is no service worker that could serve an old page, and every file of the build has its content in its name')] },
  { row: 114, fault: 'browsers without a part', outcome: 'said, or done without', proof: [delivery('without WebAssembly it is said, and the editor works'), delivery('without workers it is said'), delivery('without private files, locks and CompressionStream everything works')] },
  { row: 115, fault: 'what the site is made of', outcome: 'exact versions, checksums, no scripts, free licences', proof: [supply('every version that is asked for is exact'), supply('no package may run a script while it is installed'), supply('%s is the engine that was tested'), supply('what reaches visitors has a licence that allows it')] },
]
