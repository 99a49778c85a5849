import qrcode from 'qrcode-generator'

/** Light modules around the code: ISO/IEC 18004 asks for four. */
const quiet = 4

/** Dark modules of a row as one path: `M x y h width v1 h-width z` for each run. */
const rowPath = (dark: readonly boolean[], y: number): string =>
  dark
    .map((on, x) => {
      if (!on || dark[x - 1]) return ''
      const end = dark.indexOf(false, x)
      const width = (end === -1 ? dark.length : end) - x
      return `M${x + quiet} ${y + quiet}h${width}v1h-${width}z`
    })
    .join('')

/** Modules of the code, row by row; true is dark. Error correction M, as cameras of telephones read from a screen. */
export const qrModules = (text: string): readonly (readonly boolean[])[] => {
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const places = Array.from({ length: code.getModuleCount() }, (_, at) => at)
  return places.map(row => places.map(column => code.isDark(row, column)))
}

/**
 * A QR code as part of the page itself: no address that would carry the text, and only attributes, which the content
 * security policy lets through. Black on white also in the dark, since many cameras read nothing else.
 */
export const QrCode = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const rows = qrModules(text)
  const size = rows.length + 2 * quiet
  return (
    <svg
      class="qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      width={size * 5}
      height={size * 5}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={rows.map(rowPath).join('')} fill="#000" />
    </svg>
  )
}
