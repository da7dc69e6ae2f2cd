/**
 * An address as PostgreSQL writes inet and cidr, as a text that sorts as they do: version 4 first, then the network's bits,
 * the shorter network before what lies in it, then the whole address. Undefined for anything else.
 */
export function networkKey(text: string): string | undefined {
  const [address = '', length] = text.split('/')
  const bits = address.includes(':') ? bitsOfSix(address) : bitsOfFour(address)
  const mask = Number(length ?? bits?.length)
  if (bits === undefined || !(mask >= 0 && mask <= bits.length)) return undefined
  const network = bits.slice(0, mask).replaceAll('1', '2').replaceAll('0', '1')
  return `${bits.length === 32 ? 4 : 6}${network}0${bits}`
}

const binary = (number: number, width: number): string => number.toString(2).padStart(width, '0')

function bitsOfFour(address: string): string | undefined {
  const parts = address.split('.')
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
    ? parts.map((part) => binary(Number(part), 8)).join('')
    : undefined
}

/** `2001:db8::1`, `::ffff:10.0.0.1` */
function bitsOfSix(address: string): string | undefined {
  const [before, after] = address.split('::').map(bitsOfGroups)
  if (before === undefined) return undefined
  const bits =
    after === undefined
      ? before
      : before + '0'.repeat(Math.max(0, 128 - before.length - after.length)) + after
  return bits.length === 128 ? bits : undefined
}

function bitsOfGroups(groups: string): string {
  return groups === ''
    ? ''
    : groups
        .split(':')
        .map((group) => bitsOfFour(group) ?? binary(parseInt(group, 16), 16))
        .join('')
}
