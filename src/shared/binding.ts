/** Why a binding failed. */
export type BindingFailure =
  /** The address of the QR endpoints cannot be used. */
  | 'address'
  /** WeCom could not be reached. */
  | 'unreachable'
  /** WeCom refused to make a QR code. */
  | 'refused'
  /** An answer of WeCom made no sense. */
  | 'unreadable'
  /** The new bot could not subscribe. */
  | 'unverified'
  /** The new bot works, but could not be saved. */
  | 'unsaved';

/** One step of a binding; it ends with `saved`, or with why there is no bot. */
export type BindingStep =
  | { readonly state: 'requesting' }
  /** Show `link` as a QR code and as text; `until` is wall-clock milliseconds. */
  | { readonly state: 'waiting'; readonly link: string; readonly until: number }
  /** Scanned; the person must still tap Confirm in WeCom. */
  | { readonly state: 'scanned' }
  | { readonly state: 'verifying' }
  | { readonly state: 'saved'; readonly botId: string }
  | { readonly state: 'expired' | 'timeout' | 'cancelled' }
  | { readonly state: 'failed'; readonly reason: BindingFailure; readonly message: string };
