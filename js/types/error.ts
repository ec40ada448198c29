// The data of errors; js/errors.ts has their classes.

/** One of the errors in a refusal. */
export interface ClerkAPIError {
  /** For example `form_param_format_invalid`. */
  code: string;
  message: string;
  longMessage?: string;
  /** The subject of the error. */
  meta: {
    /** The parameter that the error is about, by its name on the wire. */
    paramName?: string;
    /** The addresses that the error is about. */
    emailAddresses?: string[];
    [name: string]: unknown;
  };
}

/** The reason why a call has no usable answer. */
export type ClerkRuntimeErrorCode =
  | 'aborted'
  | 'invalid_params'
  | 'network_error'
  | 'timeout'
  | 'outcome_unknown'
  | 'invalid_proxy_url'
  | 'invalid_response'
  | 'not_loaded'
  | 'not_on_frontend_api'
  | 'not_supported'
  | 'invitation_not_resent'
  | 'invitation_for_another_user'
  | 'signed_out'
  | 'wasm_load_failed'
  | 'wasm_terminated';
