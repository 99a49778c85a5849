/** Milliseconds after which a request counts as hanging: far more than the platform allows itself. */
const hanging = 30_000

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** One request without following where it leads; one that hangs throws. */
export const ask = async (url: string, init: RequestInit = {}): Promise<Answer> => {
  const response = await fetch(url, { redirect: 'manual', ...init, signal: AbortSignal.timeout(hanging) })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

const hiddenIn = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''

/** An officer with a browser: keeps cookies, sends forms as pages do. */
export interface Officer {
  get(path: string): Promise<Answer>
  /** Sends a form of the page at `from`, with its mark. */
  send(path: string, values: Readonly<Record<string, string | Blob>>): Promise<Answer>
  /** Presses the button of a page that came back: everything that its form holds goes along. */
  sendAgain(page: Answer): Promise<Answer>
}

/** @param site asked anew for each request: a platform that starts again has another port */
export const signIn = async (site: () => string, email: string, password: string): Promise<Officer> => {
  const jar = new Map<string, string>()
  const keep = (answer: Answer): Answer => {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1)
      const at = pair.indexOf('=')
      jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return answer
  }
  const headers = () => ({ cookie: [...jar].map(pair => pair.join('=')).join('; '), origin: site() })
  const get = async (path: string) => keep(await ask(site() + path, { headers: headers() }))
  const post = async (path: string, body: URLSearchParams | FormData) =>
    keep(await ask(site() + path, { method: 'POST', headers: headers(), body }))
  const enter = await get('/sign-in')
  const csrf = hiddenIn(enter.text, 'csrf')
  const entered = await post('/sign-in', new URLSearchParams({ csrf, email, password }))
  if (entered.status !== 303) throw new Error(`${email} could not sign in: ${entered.status}`)
  let mark = hiddenIn((await get('/account')).text, 'csrf')
  return {
    get: async path => {
      const answer = await get(path)
      mark = hiddenIn(answer.text, 'csrf') || mark
      return answer
    },
    send: (path, values) => {
      const files = Object.values(values).some(value => typeof value !== 'string')
      if (!files) return post(path, new URLSearchParams({ csrf: mark, ...(values as Record<string, string>) }))
      const form = new FormData()
      form.set('csrf', mark)
      for (const [name, value] of Object.entries(values)) form.set(name, value)
      return post(path, form)
    },
    sendAgain: page => {
      const [, path = '', form = ''] =
        /<form class="form" method="post" action="([^"]+)"([\s\S]*?)<\/form>/.exec(page.text) ?? []
      const body = new URLSearchParams()
      for (const [, name = '', value = ''] of form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g))
        body.append(
          name,
          value
            .replaceAll('&quot;', '"')
            .replaceAll('&#39;', "'")
            .replaceAll('&lt;', '<')
            .replaceAll('&gt;', '>')
            .replaceAll('&amp;', '&'),
        )
      return post(path, body)
    },
  }
}
