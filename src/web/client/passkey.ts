/**
 * Signs in with a passkey, or registers one. The page carries the server's challenge (`data-options`) and a form with
 * an empty `answer`; this fills it with what the authenticator says and sends the form. Without script the page offers
 * the password instead.
 */

interface Options {
  readonly challenge: string
  readonly user?: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly allowCredentials?: readonly { readonly id: string }[]
  readonly excludeCredentials?: readonly { readonly id: string }[]
}

const bytesOf = (text: string): ArrayBuffer => {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at)
  return bytes.buffer
}

const textOf = (buffer: ArrayBuffer): string => {
  let binary = ''
  for (const byte of new Uint8Array(buffer)) binary += String.fromCharCode(byte)
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

const listOf = (list: readonly { readonly id: string }[]) =>
  list.map(one => ({ ...one, type: 'public-key' as const, id: bytesOf(one.id) }))

const answerOf = async (ceremony: string, options: Options): Promise<object | undefined> => {
  const { user, allowCredentials, excludeCredentials, ...rest } = options
  const publicKey = {
    ...rest,
    challenge: bytesOf(options.challenge),
    ...(user ? { user: { ...user, id: bytesOf(user.id) } } : {}),
    ...(allowCredentials ? { allowCredentials: listOf(allowCredentials) } : {}),
    ...(excludeCredentials ? { excludeCredentials: listOf(excludeCredentials) } : {}),
  }
  const credential =
    ceremony === 'create'
      ? await navigator.credentials.create({ publicKey: publicKey as PublicKeyCredentialCreationOptions })
      : await navigator.credentials.get({ publicKey })
  if (!(credential instanceof PublicKeyCredential)) return undefined
  const { response } = credential
  const common = {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
  }
  const clientDataJSON = textOf(response.clientDataJSON)
  if (response instanceof AuthenticatorAttestationResponse)
    return {
      ...common,
      response: {
        clientDataJSON,
        attestationObject: textOf(response.attestationObject),
        transports: response.getTransports?.() ?? [],
      },
    }
  if (response instanceof AuthenticatorAssertionResponse)
    return {
      ...common,
      response: {
        clientDataJSON,
        authenticatorData: textOf(response.authenticatorData),
        signature: textOf(response.signature),
        userHandle: response.userHandle ? textOf(response.userHandle) : undefined,
      },
    }
  return undefined
}

for (const place of document.querySelectorAll<HTMLElement>('[data-passkey][data-options]')) {
  const form = place.querySelector('form')
  const box = form?.querySelector<HTMLInputElement>('input[name="answer"]')
  if (!form || !box) continue
  form.addEventListener('submit', event => {
    if (box.value !== '') return
    event.preventDefault()
    void answerOf(place.dataset.passkey ?? 'get', JSON.parse(place.dataset.options ?? '{}'))
      // Refused or given up: the server says so in words, and the form stays usable.
      .catch(() => undefined)
      .then(answer => {
        box.value = JSON.stringify(answer ?? null)
        form.submit()
      })
  })
}
