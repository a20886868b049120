import { AUTHENTICATE } from "./authenticate.ts";
import { AUTHORIZE } from "./authorize.ts";
import { DECODE } from "./decode.ts";
import { DESTINATIONS } from "./destinations.ts";
import type { Explained } from "./explanation.ts";
import { REQUEST } from "./request.ts";
import { STORE } from "./store.ts";
import { VALIDATE } from "./validate.ts";

/** Every survivor of mutation testing that is there to stay. A folder of lambda/ has its own file. */
export const EXPLAINED: Explained = {
  ...AUTHENTICATE,
  ...AUTHORIZE,
  ...DECODE,
  ...DESTINATIONS,
  ...REQUEST,
  ...STORE,
  ...VALIDATE,
};
