import { z } from "zod";

/**
 * Whether the text is a block of IPv4 or IPv6 addresses in CIDR notation, written by its first address. A block with
 * bits after its prefix (`10.0.0.1/8`) is most likely wrong, and one of all addresses admits everyone.
 */
export const isCidr = (text: string): boolean => {
  const [, address = "", prefix = ""] = CIDR.exec(text) ?? [];
  if (isIPv4(address)) {
    return isFirstOf(ipv4Number(address), Number(prefix), 32);
  }
  return isIPv6(address) && isFirstOf(ipv6Number(address), Number(prefix), 128);
};

/** Whether the text is a block of private IPv4 addresses that is large enough for a VPC and its four subnets. */
export const isVpcCidr = (text: string): boolean => {
  const [, address = "", prefix = ""] = CIDR.exec(text) ?? [];
  return isCidr(text) && PRIVATE.test(address) && Number(prefix) >= 16 && Number(prefix) <= 24;
};

/** RFC 1918 and RFC 6598. */
const PRIVATE = /^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;

const isIPv4 = (text: string): boolean => z.ipv4().safeParse(text).success;

const isIPv6 = (text: string): boolean => z.ipv6().safeParse(text).success;

const CIDR = /^([0-9a-fA-F.:]{2,45})\/([1-9][0-9]{0,2})$/;

const isFirstOf = (address: bigint, prefix: number, bits: number): boolean =>
  prefix <= bits && address % (1n << BigInt(bits - prefix)) === 0n;

const ipv4Number = (address: string): bigint =>
  address.split(".").reduce((number, part) => number * 256n + BigInt(part), 0n);

const ipv6Number = (address: string): bigint =>
  toGroups(address).reduce((number, group) => number * 65_536n + BigInt(`0x${group}`), 0n);

/** The eight groups. `URL` writes an embedded IPv4 address as two of them. */
const toGroups = (address: string): readonly string[] => {
  const [before = "", after = ""] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const [head, tail] = [before, after].map((part) => (part === "" ? [] : part.split(":")));
  return [...head!, ...Array(8 - head!.length - tail!.length).fill("0"), ...tail!];
};
