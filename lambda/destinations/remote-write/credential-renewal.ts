/** Reads the credential of a receiver again, once per run. */
export class CredentialRenewal {
  readonly #renew: () => Promise<void>;
  #renewal: Promise<void> | undefined;
  #version = 0;

  constructor(renew: () => Promise<void>) {
    this.#renew = renew;
  }

  /** Of the credential with which a request is sent now. */
  get version(): number {
    return this.#version;
  }

  /**
   * The receiver has refused a request that was sent with this version. True: there is another one, so send the request again.
   * False: it also refuses the other one.
   */
  async renewAfter(refusedVersion: number): Promise<boolean> {
    if (refusedVersion < this.#version) {
      return true;
    }
    if (this.#version > 0) {
      return false;
    }
    this.#renewal ??= this.#renew().then(() => {
      this.#version += 1;
    });
    await this.#renewal;
    return true;
  }
}
