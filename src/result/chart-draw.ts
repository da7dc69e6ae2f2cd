/** The only file that knows Chart.js; it comes when the first chart is wanted. */
import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  DoughnutController,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PieController,
  PointElement,
  ScatterController,
  Tooltip,
  type Plugin,
  type Point,
} from 'chart.js'
import { chartConfig, type DrawnKind } from './chart-config'
import type { Picture } from './chart-picture'
import { short } from './chart-picture'
import { at } from './chart-slices'
import type { ChartLook } from './chart-style'

Chart.register(
  ...[ArcElement, BarController, BarElement, CategoryScale, DoughnutController, Filler, LinearScale],
  ...[LineController, LineElement, PieController, PointElement, ScatterController, Tooltip],
)

/** Draws the picture at its size, at once, and gives the way to let it go. `ratio` is device pixels per CSS pixel. */
export function draw(
  canvas: HTMLCanvasElement,
  picture: Picture,
  look: ChartLook,
  ratio: number,
): () => void {
  canvas.width = picture.width
  canvas.height = picture.height
  const chart = new Chart<DrawnKind, (Point | number)[]>(canvas, {
    ...chartConfig(picture, look, ratio),
    plugins: [values(picture, look)],
  })
  return () => chart.destroy()
}

/** Writes the extremes beside their marks; where bars lie, every bar's value, for they have no axis. */
function values(picture: Picture, look: ChartLook): Plugin<DrawnKind> {
  return {
    id: 'values',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea } = chart
      ctx.save()
      ctx.font = `600 ${0.75 * look.rem}px ${look.sans}`
      ctx.lineWidth = 5
      ctx.lineJoin = 'round'
      ctx.strokeStyle = look.surface
      ctx.fillStyle = look.ink
      const write = (text: string, x: number, y: number) => {
        ctx.strokeText(text, x, y)
        ctx.fillText(text, x, y)
      }
      const mark = (series: number, point: number) => chart.getDatasetMeta(series).data[point]
      if (picture.lying) {
        ctx.textBaseline = 'middle'
        picture.series.forEach(({ source, kept }, s) =>
          kept.forEach((point, i) => {
            const [element, y] = [mark(s, i), at(source.y, point)]
            if (!element || Number.isNaN(y)) return
            ctx.textAlign = y < 0 ? 'right' : 'left'
            write(short(source.yText(point), y), element.x + (y < 0 ? -6 : 6), element.y)
          }),
        )
      } else {
        for (const { series, point, high, text } of picture.extremes) {
          const element = mark(series, point)
          if (!element) continue
          const half = ctx.measureText(text).width / 2
          ctx.textAlign = 'center'
          ctx.textBaseline = high ? 'bottom' : 'top'
          const x = Math.min(Math.max(element.x, chartArea.left + half), chartArea.right - half)
          const y = high ? element.y - 6 : Math.min(element.y + 6, chartArea.bottom - 16)
          write(text, x, y)
        }
      }
      ctx.restore()
    },
  }
}
