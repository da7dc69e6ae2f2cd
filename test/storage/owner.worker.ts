/** A second context that owns a database until it is told otherwise, or dies. */
import { Contents } from '../../src/storage/contents'
import { Locks } from '../../src/storage/locks'
import { Store } from '../../src/storage/store'
import { files } from './files'

export type Order =
  | { readonly kind: 'claim'; readonly name: string; readonly id: string }
  | { readonly kind: 'save'; readonly chunk: string }

let contents: Contents | undefined
let owned = ''

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  void obey(data).then((answer) => postMessage(answer))
})

async function obey(order: Order): Promise<string> {
  if (order.kind === 'save') return (await contents?.save(owned, files(order.chunk)))?.kind ?? 'nothing'
  owned = order.id
  contents = new Contents(new Store({ name: order.name }), new Locks({ name: order.name }), { pause: 0 })
  const claim = await contents.claim(owned, { taken: () => postMessage('told') })
  return claim.kind
}
