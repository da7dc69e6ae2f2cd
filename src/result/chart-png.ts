import { draw } from './chart-draw'
import { chartKey, type KeyEntry } from './chart-key'
import type { Picture } from './chart-picture'
import { styleOf, type ChartLook } from './chart-style'

const margin = 24
const ratio = 2

/** The picture as a PNG file, twice as sharp as on the page, with its title and key on the page's ground. */
export async function chartPng(picture: Picture, look: ChartLook, title: string): Promise<Blob> {
  const chart = document.createElement('canvas')
  const letGo = draw(chart, picture, look, ratio)
  const page = document.createElement('canvas')
  const ctx = page.getContext('2d')
  if (!ctx) throw new Error('This browser gives no canvas to draw on.')
  const width = picture.width + 2 * margin
  const keys = placeKeys(ctx, chartKey(picture, look), look, picture.width)
  const keyHeight = keys.length > 0 ? (keys.at(-1)?.y ?? 0) + 28 : 0
  const top = margin + 28 + keyHeight
  page.width = width * ratio
  page.height = (top + picture.height + margin) * ratio
  ctx.scale(ratio, ratio)
  ctx.fillStyle = look.surface
  ctx.fillRect(0, 0, width, page.height)
  ctx.textBaseline = 'middle'
  ctx.fillStyle = look.ink
  ctx.font = `600 15px ${look.sans}`
  ctx.fillText(title, margin, margin + 8, picture.width)
  ctx.font = `13px ${look.sans}`
  for (const { entry, x, y } of keys) keyMark(ctx, entry, margin + x, margin + 36 + y, look)
  ctx.drawImage(chart, margin, top, picture.width, picture.height)
  letGo()
  return new Promise((resolve, reject) =>
    page.toBlob((blob) =>
      blob ? resolve(blob) : reject(new Error('The picture is too large for this browser.')),
    ),
  )
}

function placeKeys(
  ctx: CanvasRenderingContext2D,
  entries: readonly KeyEntry[],
  look: ChartLook,
  width: number,
) {
  ctx.font = `13px ${look.sans}`
  let [x, y] = [0, 0]
  return entries.map((entry) => {
    const wide = 34 + ctx.measureText(entry.name).width + 16
    if (x > 0 && x + wide > width) [x, y] = [0, y + 22]
    const placed = { entry, x, y }
    x += wide
    return placed
  })
}

function keyMark(
  ctx: CanvasRenderingContext2D,
  entry: KeyEntry,
  x: number,
  y: number,
  look: ChartLook,
): void {
  ctx.save()
  ctx.fillStyle = entry.colour
  ctx.strokeStyle = entry.colour
  if (entry.style < 0) ctx.fillRect(x + 8, y - 6, 12, 12)
  else {
    ctx.lineWidth = 2
    ctx.setLineDash([...styleOf(entry.style).dash])
    ctx.beginPath()
    ctx.moveTo(x, y)
    ctx.lineTo(x + 28, y)
    ctx.stroke()
    ctx.setLineDash([])
    ctx.lineWidth = 1.5
    ctx.translate(x + 14, y)
    const marker = new Path2D(styleOf(entry.style).path)
    ctx.fill(marker)
    ctx.stroke(marker)
    ctx.translate(-x - 14, -y)
  }
  ctx.fillStyle = look.ink2
  ctx.fillText(entry.name, x + 34, y)
  ctx.restore()
}
