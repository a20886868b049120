import { describe, expect, it } from "@jest/globals";
import { isCidr, isVpcCidr } from "../../../lambda/config/cidr.ts";

describe("a block of addresses", () => {
  it.each([
    "203.0.113.0/24",
    "203.0.113.7/32",
    "128.0.0.0/1",
    "10.0.0.0/8",
    "2001:db8::/32",
    "2001:DB8::1/128",
    "8000::/1",
    "1:2:3:4:5:6:7:8/128",
    "::ffff:10.0.0.0/104",
  ])("may be %s", (text) => expect(isCidr(text)).toBe(true));

  it.each([
    ["has no prefix length", "203.0.113.0"],
    ["has bits after its prefix", "10.0.0.1/8"],
    ["has the last bit set after its prefix", "203.0.113.1/31"],
    ["has bits after its prefix in IPv6", "2001:db8::1/32"],
    ["has a prefix length that is too large", "10.0.0.0/33"],
    ["has a prefix length that is too large for IPv6", "2001:db8::/129"],
    ["is everybody", "0.0.0.0/0"],
    ["is not an address", "1.2.3/8"],
    ["has a number that is too large", "256.0.0.0/8"],
    ["has leading zeros", "010.0.0.0/8"],
    ["is a name", "example.com/8"],
    ["has blanks", " 10.0.0.0/8"],
    ["is nothing", ""],
  ])("is refused when it %s", (_, text) => expect(isCidr(text)).toBe(false));
});

describe("the addresses of a VPC", () => {
  it.each([
    "10.91.0.0/16",
    "10.91.0.0/24",
    "172.16.0.0/20",
    "172.31.240.0/20",
    "192.168.4.0/22",
    "100.64.0.0/20",
  ])("may be %s", (text) => expect(isVpcCidr(text)).toBe(true));

  it.each([
    ["are too many", "10.0.0.0/15"],
    ["are too few", "10.91.0.0/25"],
    ["are public", "203.0.113.0/24"],
    ["are public, just before the private range", "172.15.0.0/16"],
    ["are public, just after the private range", "172.32.0.0/16"],
    ["are public, just after the carriers' range", "100.128.0.0/20"],
    ["have bits after their prefix", "10.91.0.1/20"],
    ["are IPv6 addresses", "fd00::/20"],
  ])("are refused when they %s", (_, text) => expect(isVpcCidr(text)).toBe(false));
});
