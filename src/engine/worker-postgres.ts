import { host, workerPort } from './host'
import type { PostgresParts } from './message'
import { PostgresEngine } from './postgres'

host<PostgresParts>(workerPort(), (parts, image) => PostgresEngine.open(parts, image))
