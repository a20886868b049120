/** An image in a private repository of ECR. */
export interface EcrImage {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  /** Its tag or digest. Without one it is `latest`. */
  readonly reference: string;
}

/** Undefined if the image is elsewhere. */
export const parseEcrImage = (image: string): EcrImage | undefined => {
  const [, account = "", region = "", repository = "", reference = "latest"] = ECR_IMAGE.exec(image) ?? [];
  return account === "" ? undefined : { account, region, repository, reference };
};

/** The regions of China have another domain. */
const ECR_IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?:[:@](.+))?$/;
