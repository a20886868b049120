// Built by `npm run build:action` from action/main.ts; licences of what is in it: licenses.txt.
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// node_modules/xmlchars/xml/1.0/ed5.js
var require_ed5 = __commonJS({
  "node_modules/xmlchars/xml/1.0/ed5.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.CHAR = "	\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}";
    exports.S = " 	\r\n";
    exports.NAME_START_CHAR = ":A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{EFFFF}";
    exports.NAME_CHAR = "-" + exports.NAME_START_CHAR + ".0-9\xB7\u0300-\u036F\u203F-\u2040";
    exports.CHAR_RE = new RegExp("^[" + exports.CHAR + "]$", "u");
    exports.S_RE = new RegExp("^[" + exports.S + "]+$", "u");
    exports.NAME_START_CHAR_RE = new RegExp("^[" + exports.NAME_START_CHAR + "]$", "u");
    exports.NAME_CHAR_RE = new RegExp("^[" + exports.NAME_CHAR + "]$", "u");
    exports.NAME_RE = new RegExp("^[" + exports.NAME_START_CHAR + "][" + exports.NAME_CHAR + "]*$", "u");
    exports.NMTOKEN_RE = new RegExp("^[" + exports.NAME_CHAR + "]+$", "u");
    var TAB2 = 9;
    var NL = 10;
    var CR = 13;
    var SPACE2 = 32;
    exports.S_LIST = [SPACE2, NL, CR, TAB2];
    function isChar(c) {
      return c >= SPACE2 && c <= 55295 || c === NL || c === CR || c === TAB2 || c >= 57344 && c <= 65533 || c >= 65536 && c <= 1114111;
    }
    exports.isChar = isChar;
    function isS(c) {
      return c === SPACE2 || c === NL || c === CR || c === TAB2;
    }
    exports.isS = isS;
    function isNameStartChar(c) {
      return c >= 65 && c <= 90 || c >= 97 && c <= 122 || c === 58 || c === 95 || c === 8204 || c === 8205 || c >= 192 && c <= 214 || c >= 216 && c <= 246 || c >= 248 && c <= 767 || c >= 880 && c <= 893 || c >= 895 && c <= 8191 || c >= 8304 && c <= 8591 || c >= 11264 && c <= 12271 || c >= 12289 && c <= 55295 || c >= 63744 && c <= 64975 || c >= 65008 && c <= 65533 || c >= 65536 && c <= 983039;
    }
    exports.isNameStartChar = isNameStartChar;
    function isNameChar(c) {
      return isNameStartChar(c) || c >= 48 && c <= 57 || c === 45 || c === 46 || c === 183 || c >= 768 && c <= 879 || c >= 8255 && c <= 8256;
    }
    exports.isNameChar = isNameChar;
  }
});

// node_modules/xmlchars/xml/1.1/ed2.js
var require_ed2 = __commonJS({
  "node_modules/xmlchars/xml/1.1/ed2.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.CHAR = "-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}";
    exports.RESTRICTED_CHAR = "-\b\v\f-\x7F-\x84\x86-\x9F";
    exports.S = " 	\r\n";
    exports.NAME_START_CHAR = ":A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{EFFFF}";
    exports.NAME_CHAR = "-" + exports.NAME_START_CHAR + ".0-9\xB7\u0300-\u036F\u203F-\u2040";
    exports.CHAR_RE = new RegExp("^[" + exports.CHAR + "]$", "u");
    exports.RESTRICTED_CHAR_RE = new RegExp("^[" + exports.RESTRICTED_CHAR + "]$", "u");
    exports.S_RE = new RegExp("^[" + exports.S + "]+$", "u");
    exports.NAME_START_CHAR_RE = new RegExp("^[" + exports.NAME_START_CHAR + "]$", "u");
    exports.NAME_CHAR_RE = new RegExp("^[" + exports.NAME_CHAR + "]$", "u");
    exports.NAME_RE = new RegExp("^[" + exports.NAME_START_CHAR + "][" + exports.NAME_CHAR + "]*$", "u");
    exports.NMTOKEN_RE = new RegExp("^[" + exports.NAME_CHAR + "]+$", "u");
    var TAB2 = 9;
    var NL = 10;
    var CR = 13;
    var SPACE2 = 32;
    exports.S_LIST = [SPACE2, NL, CR, TAB2];
    function isChar(c) {
      return c >= 1 && c <= 55295 || c >= 57344 && c <= 65533 || c >= 65536 && c <= 1114111;
    }
    exports.isChar = isChar;
    function isRestrictedChar(c) {
      return c >= 1 && c <= 8 || c === 11 || c === 12 || c >= 14 && c <= 31 || c >= 127 && c <= 132 || c >= 134 && c <= 159;
    }
    exports.isRestrictedChar = isRestrictedChar;
    function isCharAndNotRestricted(c) {
      return c === 9 || c === 10 || c === 13 || c > 31 && c < 127 || c === 133 || c > 159 && c <= 55295 || c >= 57344 && c <= 65533 || c >= 65536 && c <= 1114111;
    }
    exports.isCharAndNotRestricted = isCharAndNotRestricted;
    function isS(c) {
      return c === SPACE2 || c === NL || c === CR || c === TAB2;
    }
    exports.isS = isS;
    function isNameStartChar(c) {
      return c >= 65 && c <= 90 || c >= 97 && c <= 122 || c === 58 || c === 95 || c === 8204 || c === 8205 || c >= 192 && c <= 214 || c >= 216 && c <= 246 || c >= 248 && c <= 767 || c >= 880 && c <= 893 || c >= 895 && c <= 8191 || c >= 8304 && c <= 8591 || c >= 11264 && c <= 12271 || c >= 12289 && c <= 55295 || c >= 63744 && c <= 64975 || c >= 65008 && c <= 65533 || c >= 65536 && c <= 983039;
    }
    exports.isNameStartChar = isNameStartChar;
    function isNameChar(c) {
      return isNameStartChar(c) || c >= 48 && c <= 57 || c === 45 || c === 46 || c === 183 || c >= 768 && c <= 879 || c >= 8255 && c <= 8256;
    }
    exports.isNameChar = isNameChar;
  }
});

// node_modules/xmlchars/xmlns/1.0/ed3.js
var require_ed3 = __commonJS({
  "node_modules/xmlchars/xmlns/1.0/ed3.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.NC_NAME_START_CHAR = "A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{EFFFF}";
    exports.NC_NAME_CHAR = "-" + exports.NC_NAME_START_CHAR + ".0-9\xB7\u0300-\u036F\u203F-\u2040";
    exports.NC_NAME_START_CHAR_RE = new RegExp("^[" + exports.NC_NAME_START_CHAR + "]$", "u");
    exports.NC_NAME_CHAR_RE = new RegExp("^[" + exports.NC_NAME_CHAR + "]$", "u");
    exports.NC_NAME_RE = new RegExp("^[" + exports.NC_NAME_START_CHAR + "][" + exports.NC_NAME_CHAR + "]*$", "u");
    function isNCNameStartChar(c) {
      return c >= 65 && c <= 90 || c === 95 || c >= 97 && c <= 122 || c >= 192 && c <= 214 || c >= 216 && c <= 246 || c >= 248 && c <= 767 || c >= 880 && c <= 893 || c >= 895 && c <= 8191 || c >= 8204 && c <= 8205 || c >= 8304 && c <= 8591 || c >= 11264 && c <= 12271 || c >= 12289 && c <= 55295 || c >= 63744 && c <= 64975 || c >= 65008 && c <= 65533 || c >= 65536 && c <= 983039;
    }
    exports.isNCNameStartChar = isNCNameStartChar;
    function isNCNameChar(c) {
      return isNCNameStartChar(c) || (c === 45 || c === 46 || c >= 48 && c <= 57 || c === 183 || c >= 768 && c <= 879 || c >= 8255 && c <= 8256);
    }
    exports.isNCNameChar = isNCNameChar;
  }
});

// node_modules/saxes/saxes.js
var require_saxes = __commonJS({
  "node_modules/saxes/saxes.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.SaxesParser = exports.EVENTS = void 0;
    var ed5 = require_ed5();
    var ed2 = require_ed2();
    var NSed3 = require_ed3();
    var isS = ed5.isS;
    var isChar10 = ed5.isChar;
    var isNameStartChar = ed5.isNameStartChar;
    var isNameChar = ed5.isNameChar;
    var S_LIST = ed5.S_LIST;
    var NAME_RE = ed5.NAME_RE;
    var isChar11 = ed2.isChar;
    var isNCNameStartChar = NSed3.isNCNameStartChar;
    var isNCNameChar = NSed3.isNCNameChar;
    var NC_NAME_RE = NSed3.NC_NAME_RE;
    var XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";
    var XMLNS_NAMESPACE = "http://www.w3.org/2000/xmlns/";
    var rootNS = {
      // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment
      __proto__: null,
      xml: XML_NAMESPACE,
      xmlns: XMLNS_NAMESPACE
    };
    var XML_ENTITIES = {
      // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment
      __proto__: null,
      amp: "&",
      gt: ">",
      lt: "<",
      quot: '"',
      apos: "'"
    };
    var EOC = -1;
    var NL_LIKE = -2;
    var S_BEGIN = 0;
    var S_BEGIN_WHITESPACE = 1;
    var S_DOCTYPE = 2;
    var S_DOCTYPE_QUOTE = 3;
    var S_DTD = 4;
    var S_DTD_QUOTED = 5;
    var S_DTD_OPEN_WAKA = 6;
    var S_DTD_OPEN_WAKA_BANG = 7;
    var S_DTD_COMMENT = 8;
    var S_DTD_COMMENT_ENDING = 9;
    var S_DTD_COMMENT_ENDED = 10;
    var S_DTD_PI = 11;
    var S_DTD_PI_ENDING = 12;
    var S_TEXT = 13;
    var S_ENTITY = 14;
    var S_OPEN_WAKA = 15;
    var S_OPEN_WAKA_BANG = 16;
    var S_COMMENT = 17;
    var S_COMMENT_ENDING = 18;
    var S_COMMENT_ENDED = 19;
    var S_CDATA = 20;
    var S_CDATA_ENDING = 21;
    var S_CDATA_ENDING_2 = 22;
    var S_PI_FIRST_CHAR = 23;
    var S_PI_REST = 24;
    var S_PI_BODY = 25;
    var S_PI_ENDING = 26;
    var S_XML_DECL_NAME_START = 27;
    var S_XML_DECL_NAME = 28;
    var S_XML_DECL_EQ = 29;
    var S_XML_DECL_VALUE_START = 30;
    var S_XML_DECL_VALUE = 31;
    var S_XML_DECL_SEPARATOR = 32;
    var S_XML_DECL_ENDING = 33;
    var S_OPEN_TAG = 34;
    var S_OPEN_TAG_SLASH = 35;
    var S_ATTRIB = 36;
    var S_ATTRIB_NAME = 37;
    var S_ATTRIB_NAME_SAW_WHITE = 38;
    var S_ATTRIB_VALUE = 39;
    var S_ATTRIB_VALUE_QUOTED = 40;
    var S_ATTRIB_VALUE_CLOSED = 41;
    var S_ATTRIB_VALUE_UNQUOTED = 42;
    var S_CLOSE_TAG = 43;
    var S_CLOSE_TAG_SAW_WHITE = 44;
    var TAB2 = 9;
    var NL = 10;
    var CR = 13;
    var SPACE2 = 32;
    var BANG = 33;
    var DQUOTE = 34;
    var AMP = 38;
    var SQUOTE = 39;
    var MINUS2 = 45;
    var FORWARD_SLASH = 47;
    var SEMICOLON = 59;
    var LESS = 60;
    var EQUAL = 61;
    var GREATER = 62;
    var QUESTION = 63;
    var OPEN_BRACKET2 = 91;
    var CLOSE_BRACKET2 = 93;
    var NEL = 133;
    var LS = 8232;
    var isQuote = (c) => c === DQUOTE || c === SQUOTE;
    var QUOTES = [DQUOTE, SQUOTE];
    var DOCTYPE_TERMINATOR = [...QUOTES, OPEN_BRACKET2, GREATER];
    var DTD_TERMINATOR = [...QUOTES, LESS, CLOSE_BRACKET2];
    var XML_DECL_NAME_TERMINATOR = [EQUAL, QUESTION, ...S_LIST];
    var ATTRIB_VALUE_UNQUOTED_TERMINATOR = [...S_LIST, GREATER, AMP, LESS];
    function nsPairCheck(parser, prefix, uri) {
      switch (prefix) {
        case "xml":
          if (uri !== XML_NAMESPACE) {
            parser.fail(`xml prefix must be bound to ${XML_NAMESPACE}.`);
          }
          break;
        case "xmlns":
          if (uri !== XMLNS_NAMESPACE) {
            parser.fail(`xmlns prefix must be bound to ${XMLNS_NAMESPACE}.`);
          }
          break;
        default:
      }
      switch (uri) {
        case XMLNS_NAMESPACE:
          parser.fail(prefix === "" ? `the default namespace may not be set to ${uri}.` : `may not assign a prefix (even "xmlns") to the URI ${XMLNS_NAMESPACE}.`);
          break;
        case XML_NAMESPACE:
          switch (prefix) {
            case "xml":
              break;
            case "":
              parser.fail(`the default namespace may not be set to ${uri}.`);
              break;
            default:
              parser.fail("may not assign the xml namespace to another prefix.");
          }
          break;
        default:
      }
    }
    function nsMappingCheck(parser, mapping) {
      for (const local of Object.keys(mapping)) {
        nsPairCheck(parser, local, mapping[local]);
      }
    }
    var isNCName = (name3) => NC_NAME_RE.test(name3);
    var isName = (name3) => NAME_RE.test(name3);
    var FORBIDDEN_START = 0;
    var FORBIDDEN_BRACKET = 1;
    var FORBIDDEN_BRACKET_BRACKET = 2;
    exports.EVENTS = [
      "xmldecl",
      "text",
      "processinginstruction",
      "doctype",
      "comment",
      "opentagstart",
      "attribute",
      "opentag",
      "closetag",
      "cdata",
      "error",
      "end",
      "ready"
    ];
    var EVENT_NAME_TO_HANDLER_NAME = {
      xmldecl: "xmldeclHandler",
      text: "textHandler",
      processinginstruction: "piHandler",
      doctype: "doctypeHandler",
      comment: "commentHandler",
      opentagstart: "openTagStartHandler",
      attribute: "attributeHandler",
      opentag: "openTagHandler",
      closetag: "closeTagHandler",
      cdata: "cdataHandler",
      error: "errorHandler",
      end: "endHandler",
      ready: "readyHandler"
    };
    var SaxesParser2 = class {
      /**
       * @param opt The parser options.
       */
      constructor(opt) {
        this.opt = opt !== null && opt !== void 0 ? opt : {};
        this.fragmentOpt = !!this.opt.fragment;
        const xmlnsOpt = this.xmlnsOpt = !!this.opt.xmlns;
        this.trackPosition = this.opt.position !== false;
        this.fileName = this.opt.fileName;
        if (xmlnsOpt) {
          this.nameStartCheck = isNCNameStartChar;
          this.nameCheck = isNCNameChar;
          this.isName = isNCName;
          this.processAttribs = this.processAttribsNS;
          this.pushAttrib = this.pushAttribNS;
          this.ns = Object.assign({ __proto__: null }, rootNS);
          const additional = this.opt.additionalNamespaces;
          if (additional != null) {
            nsMappingCheck(this, additional);
            Object.assign(this.ns, additional);
          }
        } else {
          this.nameStartCheck = isNameStartChar;
          this.nameCheck = isNameChar;
          this.isName = isName;
          this.processAttribs = this.processAttribsPlain;
          this.pushAttrib = this.pushAttribPlain;
        }
        this.stateTable = [
          /* eslint-disable @typescript-eslint/unbound-method */
          this.sBegin,
          this.sBeginWhitespace,
          this.sDoctype,
          this.sDoctypeQuote,
          this.sDTD,
          this.sDTDQuoted,
          this.sDTDOpenWaka,
          this.sDTDOpenWakaBang,
          this.sDTDComment,
          this.sDTDCommentEnding,
          this.sDTDCommentEnded,
          this.sDTDPI,
          this.sDTDPIEnding,
          this.sText,
          this.sEntity,
          this.sOpenWaka,
          this.sOpenWakaBang,
          this.sComment,
          this.sCommentEnding,
          this.sCommentEnded,
          this.sCData,
          this.sCDataEnding,
          this.sCDataEnding2,
          this.sPIFirstChar,
          this.sPIRest,
          this.sPIBody,
          this.sPIEnding,
          this.sXMLDeclNameStart,
          this.sXMLDeclName,
          this.sXMLDeclEq,
          this.sXMLDeclValueStart,
          this.sXMLDeclValue,
          this.sXMLDeclSeparator,
          this.sXMLDeclEnding,
          this.sOpenTag,
          this.sOpenTagSlash,
          this.sAttrib,
          this.sAttribName,
          this.sAttribNameSawWhite,
          this.sAttribValue,
          this.sAttribValueQuoted,
          this.sAttribValueClosed,
          this.sAttribValueUnquoted,
          this.sCloseTag,
          this.sCloseTagSawWhite
          /* eslint-enable @typescript-eslint/unbound-method */
        ];
        this._init();
      }
      /**
       * Indicates whether or not the parser is closed. If ``true``, wait for
       * the ``ready`` event to write again.
       */
      get closed() {
        return this._closed;
      }
      _init() {
        var _a;
        this.openWakaBang = "";
        this.text = "";
        this.name = "";
        this.piTarget = "";
        this.entity = "";
        this.q = null;
        this.tags = [];
        this.tag = null;
        this.topNS = null;
        this.chunk = "";
        this.chunkPosition = 0;
        this.i = 0;
        this.prevI = 0;
        this.carriedFromPrevious = void 0;
        this.forbiddenState = FORBIDDEN_START;
        this.attribList = [];
        const { fragmentOpt } = this;
        this.state = fragmentOpt ? S_TEXT : S_BEGIN;
        this.reportedTextBeforeRoot = this.reportedTextAfterRoot = this.closedRoot = this.sawRoot = fragmentOpt;
        this.xmlDeclPossible = !fragmentOpt;
        this.xmlDeclExpects = ["version"];
        this.entityReturnState = void 0;
        let { defaultXMLVersion } = this.opt;
        if (defaultXMLVersion === void 0) {
          if (this.opt.forceXMLVersion === true) {
            throw new Error("forceXMLVersion set but defaultXMLVersion is not set");
          }
          defaultXMLVersion = "1.0";
        }
        this.setXMLVersion(defaultXMLVersion);
        this.positionAtNewLine = 0;
        this.doctype = false;
        this._closed = false;
        this.xmlDecl = {
          version: void 0,
          encoding: void 0,
          standalone: void 0
        };
        this.line = 1;
        this.column = 0;
        this.ENTITIES = Object.create(XML_ENTITIES);
        (_a = this.readyHandler) === null || _a === void 0 ? void 0 : _a.call(this);
      }
      /**
       * The stream position the parser is currently looking at. This field is
       * zero-based.
       *
       * This field is not based on counting Unicode characters but is to be
       * interpreted as a plain index into a JavaScript string.
       */
      get position() {
        return this.chunkPosition + this.i;
      }
      /**
       * The column number of the next character to be read by the parser.  *
       * This field is zero-based. (The first column in a line is 0.)
       *
       * This field reports the index at which the next character would be in the
       * line if the line were represented as a JavaScript string.  Note that this
       * *can* be different to a count based on the number of *Unicode characters*
       * due to how JavaScript handles astral plane characters.
       *
       * See [[column]] for a number that corresponds to a count of Unicode
       * characters.
       */
      get columnIndex() {
        return this.position - this.positionAtNewLine;
      }
      /**
       * Set an event listener on an event. The parser supports one handler per
       * event type. If you try to set an event handler over an existing handler,
       * the old handler is silently overwritten.
       *
       * @param name The event to listen to.
       *
       * @param handler The handler to set.
       */
      on(name3, handler) {
        this[EVENT_NAME_TO_HANDLER_NAME[name3]] = handler;
      }
      /**
       * Unset an event handler.
       *
       * @parma name The event to stop listening to.
       */
      off(name3) {
        this[EVENT_NAME_TO_HANDLER_NAME[name3]] = void 0;
      }
      /**
       * Make an error object. The error object will have a message that contains
       * the ``fileName`` option passed at the creation of the parser. If position
       * tracking was turned on, it will also have line and column number
       * information.
       *
       * @param message The message describing the error to report.
       *
       * @returns An error object with a properly formatted message.
       */
      makeError(message) {
        var _a;
        let msg = (_a = this.fileName) !== null && _a !== void 0 ? _a : "";
        if (this.trackPosition) {
          if (msg.length > 0) {
            msg += ":";
          }
          msg += `${this.line}:${this.column}`;
        }
        if (msg.length > 0) {
          msg += ": ";
        }
        return new Error(msg + message);
      }
      /**
       * Report a parsing error. This method is made public so that client code may
       * check for issues that are outside the scope of this project and can report
       * errors.
       *
       * @param message The error to report.
       *
       * @returns this
       */
      fail(message) {
        const err2 = this.makeError(message);
        const handler = this.errorHandler;
        if (handler === void 0) {
          throw err2;
        } else {
          handler(err2);
        }
        return this;
      }
      /**
       * Write a XML data to the parser.
       *
       * @param chunk The XML data to write.
       *
       * @returns this
       */
      // We do need object for the type here. Yes, it often causes problems
      // but not in this case.
      write(chunk) {
        if (this.closed) {
          return this.fail("cannot write after close; assign an onready handler.");
        }
        let end = false;
        if (chunk === null) {
          end = true;
          chunk = "";
        } else if (typeof chunk === "object") {
          chunk = chunk.toString();
        }
        if (this.carriedFromPrevious !== void 0) {
          chunk = `${this.carriedFromPrevious}${chunk}`;
          this.carriedFromPrevious = void 0;
        }
        let limit = chunk.length;
        const lastCode = chunk.charCodeAt(limit - 1);
        if (!end && // A trailing CR or surrogate must be carried over to the next
        // chunk.
        (lastCode === CR || lastCode >= 55296 && lastCode <= 56319)) {
          this.carriedFromPrevious = chunk[limit - 1];
          limit--;
          chunk = chunk.slice(0, limit);
        }
        const { stateTable } = this;
        this.chunk = chunk;
        this.i = 0;
        while (this.i < limit) {
          stateTable[this.state].call(this);
        }
        this.chunkPosition += limit;
        return end ? this.end() : this;
      }
      /**
       * Close the current stream. Perform final well-formedness checks and reset
       * the parser tstate.
       *
       * @returns this
       */
      close() {
        return this.write(null);
      }
      /**
       * Get a single code point out of the current chunk. This updates the current
       * position if we do position tracking.
       *
       * This is the algorithm to use for XML 1.0.
       *
       * @returns The character read.
       */
      getCode10() {
        const { chunk, i } = this;
        this.prevI = i;
        this.i = i + 1;
        if (i >= chunk.length) {
          return EOC;
        }
        const code = chunk.charCodeAt(i);
        this.column++;
        if (code < 55296) {
          if (code >= SPACE2 || code === TAB2) {
            return code;
          }
          switch (code) {
            case NL:
              this.line++;
              this.column = 0;
              this.positionAtNewLine = this.position;
              return NL;
            case CR:
              if (chunk.charCodeAt(i + 1) === NL) {
                this.i = i + 2;
              }
              this.line++;
              this.column = 0;
              this.positionAtNewLine = this.position;
              return NL_LIKE;
            default:
              this.fail("disallowed character.");
              return code;
          }
        }
        if (code > 56319) {
          if (!(code >= 57344 && code <= 65533)) {
            this.fail("disallowed character.");
          }
          return code;
        }
        const final = 65536 + (code - 55296) * 1024 + (chunk.charCodeAt(i + 1) - 56320);
        this.i = i + 2;
        if (final > 1114111) {
          this.fail("disallowed character.");
        }
        return final;
      }
      /**
       * Get a single code point out of the current chunk. This updates the current
       * position if we do position tracking.
       *
       * This is the algorithm to use for XML 1.1.
       *
       * @returns {number} The character read.
       */
      getCode11() {
        const { chunk, i } = this;
        this.prevI = i;
        this.i = i + 1;
        if (i >= chunk.length) {
          return EOC;
        }
        const code = chunk.charCodeAt(i);
        this.column++;
        if (code < 55296) {
          if (code > 31 && code < 127 || code > 159 && code !== LS || code === TAB2) {
            return code;
          }
          switch (code) {
            case NL:
              this.line++;
              this.column = 0;
              this.positionAtNewLine = this.position;
              return NL;
            case CR: {
              const next = chunk.charCodeAt(i + 1);
              if (next === NL || next === NEL) {
                this.i = i + 2;
              }
            }
            /* yes, fall through */
            case NEL:
            // 0x85
            case LS:
              this.line++;
              this.column = 0;
              this.positionAtNewLine = this.position;
              return NL_LIKE;
            default:
              this.fail("disallowed character.");
              return code;
          }
        }
        if (code > 56319) {
          if (!(code >= 57344 && code <= 65533)) {
            this.fail("disallowed character.");
          }
          return code;
        }
        const final = 65536 + (code - 55296) * 1024 + (chunk.charCodeAt(i + 1) - 56320);
        this.i = i + 2;
        if (final > 1114111) {
          this.fail("disallowed character.");
        }
        return final;
      }
      /**
       * Like ``getCode`` but with the return value normalized so that ``NL`` is
       * returned for ``NL_LIKE``.
       */
      getCodeNorm() {
        const c = this.getCode();
        return c === NL_LIKE ? NL : c;
      }
      unget() {
        this.i = this.prevI;
        this.column--;
      }
      /**
       * Capture characters into a buffer until encountering one of a set of
       * characters.
       *
       * @param chars An array of codepoints. Encountering a character in the array
       * ends the capture. (``chars`` may safely contain ``NL``.)
       *
       * @return The character code that made the capture end, or ``EOC`` if we hit
       * the end of the chunk. The return value cannot be NL_LIKE: NL is returned
       * instead.
       */
      captureTo(chars) {
        let { i: start2 } = this;
        const { chunk } = this;
        while (true) {
          const c = this.getCode();
          const isNLLike = c === NL_LIKE;
          const final = isNLLike ? NL : c;
          if (final === EOC || chars.includes(final)) {
            this.text += chunk.slice(start2, this.prevI);
            return final;
          }
          if (isNLLike) {
            this.text += `${chunk.slice(start2, this.prevI)}
`;
            start2 = this.i;
          }
        }
      }
      /**
       * Capture characters into a buffer until encountering a character.
       *
       * @param char The codepoint that ends the capture. **NOTE ``char`` MAY NOT
       * CONTAIN ``NL``.** Passing ``NL`` will result in buggy behavior.
       *
       * @return ``true`` if we ran into the character. Otherwise, we ran into the
       * end of the current chunk.
       */
      captureToChar(char) {
        let { i: start2 } = this;
        const { chunk } = this;
        while (true) {
          let c = this.getCode();
          switch (c) {
            case NL_LIKE:
              this.text += `${chunk.slice(start2, this.prevI)}
`;
              start2 = this.i;
              c = NL;
              break;
            case EOC:
              this.text += chunk.slice(start2);
              return false;
            default:
          }
          if (c === char) {
            this.text += chunk.slice(start2, this.prevI);
            return true;
          }
        }
      }
      /**
       * Capture characters that satisfy ``isNameChar`` into the ``name`` field of
       * this parser.
       *
       * @return The character code that made the test fail, or ``EOC`` if we hit
       * the end of the chunk. The return value cannot be NL_LIKE: NL is returned
       * instead.
       */
      captureNameChars() {
        const { chunk, i: start2 } = this;
        while (true) {
          const c = this.getCode();
          if (c === EOC) {
            this.name += chunk.slice(start2);
            return EOC;
          }
          if (!isNameChar(c)) {
            this.name += chunk.slice(start2, this.prevI);
            return c === NL_LIKE ? NL : c;
          }
        }
      }
      /**
       * Skip white spaces.
       *
       * @return The character that ended the skip, or ``EOC`` if we hit
       * the end of the chunk. The return value cannot be NL_LIKE: NL is returned
       * instead.
       */
      skipSpaces() {
        while (true) {
          const c = this.getCodeNorm();
          if (c === EOC || !isS(c)) {
            return c;
          }
        }
      }
      setXMLVersion(version) {
        this.currentXMLVersion = version;
        if (version === "1.0") {
          this.isChar = isChar10;
          this.getCode = this.getCode10;
        } else {
          this.isChar = isChar11;
          this.getCode = this.getCode11;
        }
      }
      // STATE ENGINE METHODS
      // This needs to be a state separate from S_BEGIN_WHITESPACE because we want
      // to be sure never to come back to this state later.
      sBegin() {
        if (this.chunk.charCodeAt(0) === 65279) {
          this.i++;
          this.column++;
        }
        this.state = S_BEGIN_WHITESPACE;
      }
      sBeginWhitespace() {
        const iBefore = this.i;
        const c = this.skipSpaces();
        if (this.prevI !== iBefore) {
          this.xmlDeclPossible = false;
        }
        switch (c) {
          case LESS:
            this.state = S_OPEN_WAKA;
            if (this.text.length !== 0) {
              throw new Error("no-empty text at start");
            }
            break;
          case EOC:
            break;
          default:
            this.unget();
            this.state = S_TEXT;
            this.xmlDeclPossible = false;
        }
      }
      sDoctype() {
        var _a;
        const c = this.captureTo(DOCTYPE_TERMINATOR);
        switch (c) {
          case GREATER: {
            (_a = this.doctypeHandler) === null || _a === void 0 ? void 0 : _a.call(this, this.text);
            this.text = "";
            this.state = S_TEXT;
            this.doctype = true;
            break;
          }
          case EOC:
            break;
          default:
            this.text += String.fromCodePoint(c);
            if (c === OPEN_BRACKET2) {
              this.state = S_DTD;
            } else if (isQuote(c)) {
              this.state = S_DOCTYPE_QUOTE;
              this.q = c;
            }
        }
      }
      sDoctypeQuote() {
        const q = this.q;
        if (this.captureToChar(q)) {
          this.text += String.fromCodePoint(q);
          this.q = null;
          this.state = S_DOCTYPE;
        }
      }
      sDTD() {
        const c = this.captureTo(DTD_TERMINATOR);
        if (c === EOC) {
          return;
        }
        this.text += String.fromCodePoint(c);
        if (c === CLOSE_BRACKET2) {
          this.state = S_DOCTYPE;
        } else if (c === LESS) {
          this.state = S_DTD_OPEN_WAKA;
        } else if (isQuote(c)) {
          this.state = S_DTD_QUOTED;
          this.q = c;
        }
      }
      sDTDQuoted() {
        const q = this.q;
        if (this.captureToChar(q)) {
          this.text += String.fromCodePoint(q);
          this.state = S_DTD;
          this.q = null;
        }
      }
      sDTDOpenWaka() {
        const c = this.getCodeNorm();
        this.text += String.fromCodePoint(c);
        switch (c) {
          case BANG:
            this.state = S_DTD_OPEN_WAKA_BANG;
            this.openWakaBang = "";
            break;
          case QUESTION:
            this.state = S_DTD_PI;
            break;
          default:
            this.state = S_DTD;
        }
      }
      sDTDOpenWakaBang() {
        const char = String.fromCodePoint(this.getCodeNorm());
        const owb = this.openWakaBang += char;
        this.text += char;
        if (owb !== "-") {
          this.state = owb === "--" ? S_DTD_COMMENT : S_DTD;
          this.openWakaBang = "";
        }
      }
      sDTDComment() {
        if (this.captureToChar(MINUS2)) {
          this.text += "-";
          this.state = S_DTD_COMMENT_ENDING;
        }
      }
      sDTDCommentEnding() {
        const c = this.getCodeNorm();
        this.text += String.fromCodePoint(c);
        this.state = c === MINUS2 ? S_DTD_COMMENT_ENDED : S_DTD_COMMENT;
      }
      sDTDCommentEnded() {
        const c = this.getCodeNorm();
        this.text += String.fromCodePoint(c);
        if (c === GREATER) {
          this.state = S_DTD;
        } else {
          this.fail("malformed comment.");
          this.state = S_DTD_COMMENT;
        }
      }
      sDTDPI() {
        if (this.captureToChar(QUESTION)) {
          this.text += "?";
          this.state = S_DTD_PI_ENDING;
        }
      }
      sDTDPIEnding() {
        const c = this.getCodeNorm();
        this.text += String.fromCodePoint(c);
        if (c === GREATER) {
          this.state = S_DTD;
        }
      }
      sText() {
        if (this.tags.length !== 0) {
          this.handleTextInRoot();
        } else {
          this.handleTextOutsideRoot();
        }
      }
      sEntity() {
        let { i: start2 } = this;
        const { chunk } = this;
        loop:
          while (true) {
            switch (this.getCode()) {
              case NL_LIKE:
                this.entity += `${chunk.slice(start2, this.prevI)}
`;
                start2 = this.i;
                break;
              case SEMICOLON: {
                const { entityReturnState } = this;
                const entity = this.entity + chunk.slice(start2, this.prevI);
                this.state = entityReturnState;
                let parsed;
                if (entity === "") {
                  this.fail("empty entity name.");
                  parsed = "&;";
                } else {
                  parsed = this.parseEntity(entity);
                  this.entity = "";
                }
                if (entityReturnState !== S_TEXT || this.textHandler !== void 0) {
                  this.text += parsed;
                }
                break loop;
              }
              case EOC:
                this.entity += chunk.slice(start2);
                break loop;
              default:
            }
          }
      }
      sOpenWaka() {
        const c = this.getCode();
        if (isNameStartChar(c)) {
          this.state = S_OPEN_TAG;
          this.unget();
          this.xmlDeclPossible = false;
        } else {
          switch (c) {
            case FORWARD_SLASH:
              this.state = S_CLOSE_TAG;
              this.xmlDeclPossible = false;
              break;
            case BANG:
              this.state = S_OPEN_WAKA_BANG;
              this.openWakaBang = "";
              this.xmlDeclPossible = false;
              break;
            case QUESTION:
              this.state = S_PI_FIRST_CHAR;
              break;
            default:
              this.fail("disallowed character in tag name");
              this.state = S_TEXT;
              this.xmlDeclPossible = false;
          }
        }
      }
      sOpenWakaBang() {
        this.openWakaBang += String.fromCodePoint(this.getCodeNorm());
        switch (this.openWakaBang) {
          case "[CDATA[":
            if (!this.sawRoot && !this.reportedTextBeforeRoot) {
              this.fail("text data outside of root node.");
              this.reportedTextBeforeRoot = true;
            }
            if (this.closedRoot && !this.reportedTextAfterRoot) {
              this.fail("text data outside of root node.");
              this.reportedTextAfterRoot = true;
            }
            this.state = S_CDATA;
            this.openWakaBang = "";
            break;
          case "--":
            this.state = S_COMMENT;
            this.openWakaBang = "";
            break;
          case "DOCTYPE":
            this.state = S_DOCTYPE;
            if (this.doctype || this.sawRoot) {
              this.fail("inappropriately located doctype declaration.");
            }
            this.openWakaBang = "";
            break;
          default:
            if (this.openWakaBang.length >= 7) {
              this.fail("incorrect syntax.");
            }
        }
      }
      sComment() {
        if (this.captureToChar(MINUS2)) {
          this.state = S_COMMENT_ENDING;
        }
      }
      sCommentEnding() {
        var _a;
        const c = this.getCodeNorm();
        if (c === MINUS2) {
          this.state = S_COMMENT_ENDED;
          (_a = this.commentHandler) === null || _a === void 0 ? void 0 : _a.call(this, this.text);
          this.text = "";
        } else {
          this.text += `-${String.fromCodePoint(c)}`;
          this.state = S_COMMENT;
        }
      }
      sCommentEnded() {
        const c = this.getCodeNorm();
        if (c !== GREATER) {
          this.fail("malformed comment.");
          this.text += `--${String.fromCodePoint(c)}`;
          this.state = S_COMMENT;
        } else {
          this.state = S_TEXT;
        }
      }
      sCData() {
        if (this.captureToChar(CLOSE_BRACKET2)) {
          this.state = S_CDATA_ENDING;
        }
      }
      sCDataEnding() {
        const c = this.getCodeNorm();
        if (c === CLOSE_BRACKET2) {
          this.state = S_CDATA_ENDING_2;
        } else {
          this.text += `]${String.fromCodePoint(c)}`;
          this.state = S_CDATA;
        }
      }
      sCDataEnding2() {
        var _a;
        const c = this.getCodeNorm();
        switch (c) {
          case GREATER: {
            (_a = this.cdataHandler) === null || _a === void 0 ? void 0 : _a.call(this, this.text);
            this.text = "";
            this.state = S_TEXT;
            break;
          }
          case CLOSE_BRACKET2:
            this.text += "]";
            break;
          default:
            this.text += `]]${String.fromCodePoint(c)}`;
            this.state = S_CDATA;
        }
      }
      // We need this separate state to check the first character fo the pi target
      // with this.nameStartCheck which allows less characters than this.nameCheck.
      sPIFirstChar() {
        const c = this.getCodeNorm();
        if (this.nameStartCheck(c)) {
          this.piTarget += String.fromCodePoint(c);
          this.state = S_PI_REST;
        } else if (c === QUESTION || isS(c)) {
          this.fail("processing instruction without a target.");
          this.state = c === QUESTION ? S_PI_ENDING : S_PI_BODY;
        } else {
          this.fail("disallowed character in processing instruction name.");
          this.piTarget += String.fromCodePoint(c);
          this.state = S_PI_REST;
        }
      }
      sPIRest() {
        const { chunk, i: start2 } = this;
        while (true) {
          const c = this.getCodeNorm();
          if (c === EOC) {
            this.piTarget += chunk.slice(start2);
            return;
          }
          if (!this.nameCheck(c)) {
            this.piTarget += chunk.slice(start2, this.prevI);
            const isQuestion = c === QUESTION;
            if (isQuestion || isS(c)) {
              if (this.piTarget === "xml") {
                if (!this.xmlDeclPossible) {
                  this.fail("an XML declaration must be at the start of the document.");
                }
                this.state = isQuestion ? S_XML_DECL_ENDING : S_XML_DECL_NAME_START;
              } else {
                this.state = isQuestion ? S_PI_ENDING : S_PI_BODY;
              }
            } else {
              this.fail("disallowed character in processing instruction name.");
              this.piTarget += String.fromCodePoint(c);
            }
            break;
          }
        }
      }
      sPIBody() {
        if (this.text.length === 0) {
          const c = this.getCodeNorm();
          if (c === QUESTION) {
            this.state = S_PI_ENDING;
          } else if (!isS(c)) {
            this.text = String.fromCodePoint(c);
          }
        } else if (this.captureToChar(QUESTION)) {
          this.state = S_PI_ENDING;
        }
      }
      sPIEnding() {
        var _a;
        const c = this.getCodeNorm();
        if (c === GREATER) {
          const { piTarget } = this;
          if (piTarget.toLowerCase() === "xml") {
            this.fail("the XML declaration must appear at the start of the document.");
          }
          (_a = this.piHandler) === null || _a === void 0 ? void 0 : _a.call(this, {
            target: piTarget,
            body: this.text
          });
          this.piTarget = this.text = "";
          this.state = S_TEXT;
        } else if (c === QUESTION) {
          this.text += "?";
        } else {
          this.text += `?${String.fromCodePoint(c)}`;
          this.state = S_PI_BODY;
        }
        this.xmlDeclPossible = false;
      }
      sXMLDeclNameStart() {
        const c = this.skipSpaces();
        if (c === QUESTION) {
          this.state = S_XML_DECL_ENDING;
          return;
        }
        if (c !== EOC) {
          this.state = S_XML_DECL_NAME;
          this.name = String.fromCodePoint(c);
        }
      }
      sXMLDeclName() {
        const c = this.captureTo(XML_DECL_NAME_TERMINATOR);
        if (c === QUESTION) {
          this.state = S_XML_DECL_ENDING;
          this.name += this.text;
          this.text = "";
          this.fail("XML declaration is incomplete.");
          return;
        }
        if (!(isS(c) || c === EQUAL)) {
          return;
        }
        this.name += this.text;
        this.text = "";
        if (!this.xmlDeclExpects.includes(this.name)) {
          switch (this.name.length) {
            case 0:
              this.fail("did not expect any more name/value pairs.");
              break;
            case 1:
              this.fail(`expected the name ${this.xmlDeclExpects[0]}.`);
              break;
            default:
              this.fail(`expected one of ${this.xmlDeclExpects.join(", ")}`);
          }
        }
        this.state = c === EQUAL ? S_XML_DECL_VALUE_START : S_XML_DECL_EQ;
      }
      sXMLDeclEq() {
        const c = this.getCodeNorm();
        if (c === QUESTION) {
          this.state = S_XML_DECL_ENDING;
          this.fail("XML declaration is incomplete.");
          return;
        }
        if (isS(c)) {
          return;
        }
        if (c !== EQUAL) {
          this.fail("value required.");
        }
        this.state = S_XML_DECL_VALUE_START;
      }
      sXMLDeclValueStart() {
        const c = this.getCodeNorm();
        if (c === QUESTION) {
          this.state = S_XML_DECL_ENDING;
          this.fail("XML declaration is incomplete.");
          return;
        }
        if (isS(c)) {
          return;
        }
        if (!isQuote(c)) {
          this.fail("value must be quoted.");
          this.q = SPACE2;
        } else {
          this.q = c;
        }
        this.state = S_XML_DECL_VALUE;
      }
      sXMLDeclValue() {
        const c = this.captureTo([this.q, QUESTION]);
        if (c === QUESTION) {
          this.state = S_XML_DECL_ENDING;
          this.text = "";
          this.fail("XML declaration is incomplete.");
          return;
        }
        if (c === EOC) {
          return;
        }
        const value = this.text;
        this.text = "";
        switch (this.name) {
          case "version": {
            this.xmlDeclExpects = ["encoding", "standalone"];
            const version = value;
            this.xmlDecl.version = version;
            if (!/^1\.[0-9]+$/.test(version)) {
              this.fail("version number must match /^1\\.[0-9]+$/.");
            } else if (!this.opt.forceXMLVersion) {
              this.setXMLVersion(version);
            }
            break;
          }
          case "encoding":
            if (!/^[A-Za-z][A-Za-z0-9._-]*$/.test(value)) {
              this.fail("encoding value must match /^[A-Za-z0-9][A-Za-z0-9._-]*$/.");
            }
            this.xmlDeclExpects = ["standalone"];
            this.xmlDecl.encoding = value;
            break;
          case "standalone":
            if (value !== "yes" && value !== "no") {
              this.fail('standalone value must match "yes" or "no".');
            }
            this.xmlDeclExpects = [];
            this.xmlDecl.standalone = value;
            break;
          default:
        }
        this.name = "";
        this.state = S_XML_DECL_SEPARATOR;
      }
      sXMLDeclSeparator() {
        const c = this.getCodeNorm();
        if (c === QUESTION) {
          this.state = S_XML_DECL_ENDING;
          return;
        }
        if (!isS(c)) {
          this.fail("whitespace required.");
          this.unget();
        }
        this.state = S_XML_DECL_NAME_START;
      }
      sXMLDeclEnding() {
        var _a;
        const c = this.getCodeNorm();
        if (c === GREATER) {
          if (this.piTarget !== "xml") {
            this.fail("processing instructions are not allowed before root.");
          } else if (this.name !== "version" && this.xmlDeclExpects.includes("version")) {
            this.fail("XML declaration must contain a version.");
          }
          (_a = this.xmldeclHandler) === null || _a === void 0 ? void 0 : _a.call(this, this.xmlDecl);
          this.name = "";
          this.piTarget = this.text = "";
          this.state = S_TEXT;
        } else {
          this.fail("The character ? is disallowed anywhere in XML declarations.");
        }
        this.xmlDeclPossible = false;
      }
      sOpenTag() {
        var _a;
        const c = this.captureNameChars();
        if (c === EOC) {
          return;
        }
        const tag2 = this.tag = {
          name: this.name,
          attributes: /* @__PURE__ */ Object.create(null)
        };
        this.name = "";
        if (this.xmlnsOpt) {
          this.topNS = tag2.ns = /* @__PURE__ */ Object.create(null);
        }
        (_a = this.openTagStartHandler) === null || _a === void 0 ? void 0 : _a.call(this, tag2);
        this.sawRoot = true;
        if (!this.fragmentOpt && this.closedRoot) {
          this.fail("documents may contain only one root.");
        }
        switch (c) {
          case GREATER:
            this.openTag();
            break;
          case FORWARD_SLASH:
            this.state = S_OPEN_TAG_SLASH;
            break;
          default:
            if (!isS(c)) {
              this.fail("disallowed character in tag name.");
            }
            this.state = S_ATTRIB;
        }
      }
      sOpenTagSlash() {
        if (this.getCode() === GREATER) {
          this.openSelfClosingTag();
        } else {
          this.fail("forward-slash in opening tag not followed by >.");
          this.state = S_ATTRIB;
        }
      }
      sAttrib() {
        const c = this.skipSpaces();
        if (c === EOC) {
          return;
        }
        if (isNameStartChar(c)) {
          this.unget();
          this.state = S_ATTRIB_NAME;
        } else if (c === GREATER) {
          this.openTag();
        } else if (c === FORWARD_SLASH) {
          this.state = S_OPEN_TAG_SLASH;
        } else {
          this.fail("disallowed character in attribute name.");
        }
      }
      sAttribName() {
        const c = this.captureNameChars();
        if (c === EQUAL) {
          this.state = S_ATTRIB_VALUE;
        } else if (isS(c)) {
          this.state = S_ATTRIB_NAME_SAW_WHITE;
        } else if (c === GREATER) {
          this.fail("attribute without value.");
          this.pushAttrib(this.name, this.name);
          this.name = this.text = "";
          this.openTag();
        } else if (c !== EOC) {
          this.fail("disallowed character in attribute name.");
        }
      }
      sAttribNameSawWhite() {
        const c = this.skipSpaces();
        switch (c) {
          case EOC:
            return;
          case EQUAL:
            this.state = S_ATTRIB_VALUE;
            break;
          default:
            this.fail("attribute without value.");
            this.text = "";
            this.name = "";
            if (c === GREATER) {
              this.openTag();
            } else if (isNameStartChar(c)) {
              this.unget();
              this.state = S_ATTRIB_NAME;
            } else {
              this.fail("disallowed character in attribute name.");
              this.state = S_ATTRIB;
            }
        }
      }
      sAttribValue() {
        const c = this.getCodeNorm();
        if (isQuote(c)) {
          this.q = c;
          this.state = S_ATTRIB_VALUE_QUOTED;
        } else if (!isS(c)) {
          this.fail("unquoted attribute value.");
          this.state = S_ATTRIB_VALUE_UNQUOTED;
          this.unget();
        }
      }
      sAttribValueQuoted() {
        const { q, chunk } = this;
        let { i: start2 } = this;
        while (true) {
          switch (this.getCode()) {
            case q:
              this.pushAttrib(this.name, this.text + chunk.slice(start2, this.prevI));
              this.name = this.text = "";
              this.q = null;
              this.state = S_ATTRIB_VALUE_CLOSED;
              return;
            case AMP:
              this.text += chunk.slice(start2, this.prevI);
              this.state = S_ENTITY;
              this.entityReturnState = S_ATTRIB_VALUE_QUOTED;
              return;
            case NL:
            case NL_LIKE:
            case TAB2:
              this.text += `${chunk.slice(start2, this.prevI)} `;
              start2 = this.i;
              break;
            case LESS:
              this.text += chunk.slice(start2, this.prevI);
              this.fail("disallowed character.");
              return;
            case EOC:
              this.text += chunk.slice(start2);
              return;
            default:
          }
        }
      }
      sAttribValueClosed() {
        const c = this.getCodeNorm();
        if (isS(c)) {
          this.state = S_ATTRIB;
        } else if (c === GREATER) {
          this.openTag();
        } else if (c === FORWARD_SLASH) {
          this.state = S_OPEN_TAG_SLASH;
        } else if (isNameStartChar(c)) {
          this.fail("no whitespace between attributes.");
          this.unget();
          this.state = S_ATTRIB_NAME;
        } else {
          this.fail("disallowed character in attribute name.");
        }
      }
      sAttribValueUnquoted() {
        const c = this.captureTo(ATTRIB_VALUE_UNQUOTED_TERMINATOR);
        switch (c) {
          case AMP:
            this.state = S_ENTITY;
            this.entityReturnState = S_ATTRIB_VALUE_UNQUOTED;
            break;
          case LESS:
            this.fail("disallowed character.");
            break;
          case EOC:
            break;
          default:
            if (this.text.includes("]]>")) {
              this.fail('the string "]]>" is disallowed in char data.');
            }
            this.pushAttrib(this.name, this.text);
            this.name = this.text = "";
            if (c === GREATER) {
              this.openTag();
            } else {
              this.state = S_ATTRIB;
            }
        }
      }
      sCloseTag() {
        const c = this.captureNameChars();
        if (c === GREATER) {
          this.closeTag();
        } else if (isS(c)) {
          this.state = S_CLOSE_TAG_SAW_WHITE;
        } else if (c !== EOC) {
          this.fail("disallowed character in closing tag.");
        }
      }
      sCloseTagSawWhite() {
        switch (this.skipSpaces()) {
          case GREATER:
            this.closeTag();
            break;
          case EOC:
            break;
          default:
            this.fail("disallowed character in closing tag.");
        }
      }
      // END OF STATE ENGINE METHODS
      handleTextInRoot() {
        let { i: start2, forbiddenState } = this;
        const { chunk, textHandler: handler } = this;
        scanLoop:
          while (true) {
            switch (this.getCode()) {
              case LESS: {
                this.state = S_OPEN_WAKA;
                if (handler !== void 0) {
                  const { text } = this;
                  const slice = chunk.slice(start2, this.prevI);
                  if (text.length !== 0) {
                    handler(text + slice);
                    this.text = "";
                  } else if (slice.length !== 0) {
                    handler(slice);
                  }
                }
                forbiddenState = FORBIDDEN_START;
                break scanLoop;
              }
              case AMP:
                this.state = S_ENTITY;
                this.entityReturnState = S_TEXT;
                if (handler !== void 0) {
                  this.text += chunk.slice(start2, this.prevI);
                }
                forbiddenState = FORBIDDEN_START;
                break scanLoop;
              case CLOSE_BRACKET2:
                switch (forbiddenState) {
                  case FORBIDDEN_START:
                    forbiddenState = FORBIDDEN_BRACKET;
                    break;
                  case FORBIDDEN_BRACKET:
                    forbiddenState = FORBIDDEN_BRACKET_BRACKET;
                    break;
                  case FORBIDDEN_BRACKET_BRACKET:
                    break;
                  default:
                    throw new Error("impossible state");
                }
                break;
              case GREATER:
                if (forbiddenState === FORBIDDEN_BRACKET_BRACKET) {
                  this.fail('the string "]]>" is disallowed in char data.');
                }
                forbiddenState = FORBIDDEN_START;
                break;
              case NL_LIKE:
                if (handler !== void 0) {
                  this.text += `${chunk.slice(start2, this.prevI)}
`;
                }
                start2 = this.i;
                forbiddenState = FORBIDDEN_START;
                break;
              case EOC:
                if (handler !== void 0) {
                  this.text += chunk.slice(start2);
                }
                break scanLoop;
              default:
                forbiddenState = FORBIDDEN_START;
            }
          }
        this.forbiddenState = forbiddenState;
      }
      handleTextOutsideRoot() {
        let { i: start2 } = this;
        const { chunk, textHandler: handler } = this;
        let nonSpace = false;
        outRootLoop:
          while (true) {
            const code = this.getCode();
            switch (code) {
              case LESS: {
                this.state = S_OPEN_WAKA;
                if (handler !== void 0) {
                  const { text } = this;
                  const slice = chunk.slice(start2, this.prevI);
                  if (text.length !== 0) {
                    handler(text + slice);
                    this.text = "";
                  } else if (slice.length !== 0) {
                    handler(slice);
                  }
                }
                break outRootLoop;
              }
              case AMP:
                this.state = S_ENTITY;
                this.entityReturnState = S_TEXT;
                if (handler !== void 0) {
                  this.text += chunk.slice(start2, this.prevI);
                }
                nonSpace = true;
                break outRootLoop;
              case NL_LIKE:
                if (handler !== void 0) {
                  this.text += `${chunk.slice(start2, this.prevI)}
`;
                }
                start2 = this.i;
                break;
              case EOC:
                if (handler !== void 0) {
                  this.text += chunk.slice(start2);
                }
                break outRootLoop;
              default:
                if (!isS(code)) {
                  nonSpace = true;
                }
            }
          }
        if (!nonSpace) {
          return;
        }
        if (!this.sawRoot && !this.reportedTextBeforeRoot) {
          this.fail("text data outside of root node.");
          this.reportedTextBeforeRoot = true;
        }
        if (this.closedRoot && !this.reportedTextAfterRoot) {
          this.fail("text data outside of root node.");
          this.reportedTextAfterRoot = true;
        }
      }
      pushAttribNS(name3, value) {
        var _a;
        const { prefix, local } = this.qname(name3);
        const attr = { name: name3, prefix, local, value };
        this.attribList.push(attr);
        (_a = this.attributeHandler) === null || _a === void 0 ? void 0 : _a.call(this, attr);
        if (prefix === "xmlns") {
          const trimmed = value.trim();
          if (this.currentXMLVersion === "1.0" && trimmed === "") {
            this.fail("invalid attempt to undefine prefix in XML 1.0");
          }
          this.topNS[local] = trimmed;
          nsPairCheck(this, local, trimmed);
        } else if (name3 === "xmlns") {
          const trimmed = value.trim();
          this.topNS[""] = trimmed;
          nsPairCheck(this, "", trimmed);
        }
      }
      pushAttribPlain(name3, value) {
        var _a;
        const attr = { name: name3, value };
        this.attribList.push(attr);
        (_a = this.attributeHandler) === null || _a === void 0 ? void 0 : _a.call(this, attr);
      }
      /**
       * End parsing. This performs final well-formedness checks and resets the
       * parser to a clean state.
       *
       * @returns this
       */
      end() {
        var _a, _b;
        if (!this.sawRoot) {
          this.fail("document must contain a root element.");
        }
        const { tags } = this;
        while (tags.length > 0) {
          const tag2 = tags.pop();
          this.fail(`unclosed tag: ${tag2.name}`);
        }
        if (this.state !== S_BEGIN && this.state !== S_TEXT) {
          this.fail("unexpected end.");
        }
        const { text } = this;
        if (text.length !== 0) {
          (_a = this.textHandler) === null || _a === void 0 ? void 0 : _a.call(this, text);
          this.text = "";
        }
        this._closed = true;
        (_b = this.endHandler) === null || _b === void 0 ? void 0 : _b.call(this);
        this._init();
        return this;
      }
      /**
       * Resolve a namespace prefix.
       *
       * @param prefix The prefix to resolve.
       *
       * @returns The namespace URI or ``undefined`` if the prefix is not defined.
       */
      resolve(prefix) {
        var _a, _b;
        let uri = this.topNS[prefix];
        if (uri !== void 0) {
          return uri;
        }
        const { tags } = this;
        for (let index = tags.length - 1; index >= 0; index--) {
          uri = tags[index].ns[prefix];
          if (uri !== void 0) {
            return uri;
          }
        }
        uri = this.ns[prefix];
        if (uri !== void 0) {
          return uri;
        }
        return (_b = (_a = this.opt).resolvePrefix) === null || _b === void 0 ? void 0 : _b.call(_a, prefix);
      }
      /**
       * Parse a qname into its prefix and local name parts.
       *
       * @param name The name to parse
       *
       * @returns
       */
      qname(name3) {
        const colon = name3.indexOf(":");
        if (colon === -1) {
          return { prefix: "", local: name3 };
        }
        const local = name3.slice(colon + 1);
        const prefix = name3.slice(0, colon);
        if (prefix === "" || local === "" || local.includes(":")) {
          this.fail(`malformed name: ${name3}.`);
        }
        return { prefix, local };
      }
      processAttribsNS() {
        var _a;
        const { attribList } = this;
        const tag2 = this.tag;
        {
          const { prefix, local } = this.qname(tag2.name);
          tag2.prefix = prefix;
          tag2.local = local;
          const uri = tag2.uri = (_a = this.resolve(prefix)) !== null && _a !== void 0 ? _a : "";
          if (prefix !== "") {
            if (prefix === "xmlns") {
              this.fail('tags may not have "xmlns" as prefix.');
            }
            if (uri === "") {
              this.fail(`unbound namespace prefix: ${JSON.stringify(prefix)}.`);
              tag2.uri = prefix;
            }
          }
        }
        if (attribList.length === 0) {
          return;
        }
        const { attributes } = tag2;
        const seen = /* @__PURE__ */ new Set();
        for (const attr of attribList) {
          const { name: name3, prefix, local } = attr;
          let uri;
          let eqname;
          if (prefix === "") {
            uri = name3 === "xmlns" ? XMLNS_NAMESPACE : "";
            eqname = name3;
          } else {
            uri = this.resolve(prefix);
            if (uri === void 0) {
              this.fail(`unbound namespace prefix: ${JSON.stringify(prefix)}.`);
              uri = prefix;
            }
            eqname = `{${uri}}${local}`;
          }
          if (seen.has(eqname)) {
            this.fail(`duplicate attribute: ${eqname}.`);
          }
          seen.add(eqname);
          attr.uri = uri;
          attributes[name3] = attr;
        }
        this.attribList = [];
      }
      processAttribsPlain() {
        const { attribList } = this;
        const attributes = this.tag.attributes;
        for (const { name: name3, value } of attribList) {
          if (attributes[name3] !== void 0) {
            this.fail(`duplicate attribute: ${name3}.`);
          }
          attributes[name3] = value;
        }
        this.attribList = [];
      }
      /**
       * Handle a complete open tag. This parser code calls this once it has seen
       * the whole tag. This method checks for well-formeness and then emits
       * ``onopentag``.
       */
      openTag() {
        var _a;
        this.processAttribs();
        const { tags } = this;
        const tag2 = this.tag;
        tag2.isSelfClosing = false;
        (_a = this.openTagHandler) === null || _a === void 0 ? void 0 : _a.call(this, tag2);
        tags.push(tag2);
        this.state = S_TEXT;
        this.name = "";
      }
      /**
       * Handle a complete self-closing tag. This parser code calls this once it has
       * seen the whole tag. This method checks for well-formeness and then emits
       * ``onopentag`` and ``onclosetag``.
       */
      openSelfClosingTag() {
        var _a, _b, _c;
        this.processAttribs();
        const { tags } = this;
        const tag2 = this.tag;
        tag2.isSelfClosing = true;
        (_a = this.openTagHandler) === null || _a === void 0 ? void 0 : _a.call(this, tag2);
        (_b = this.closeTagHandler) === null || _b === void 0 ? void 0 : _b.call(this, tag2);
        const top = this.tag = (_c = tags[tags.length - 1]) !== null && _c !== void 0 ? _c : null;
        if (top === null) {
          this.closedRoot = true;
        }
        this.state = S_TEXT;
        this.name = "";
      }
      /**
       * Handle a complete close tag. This parser code calls this once it has seen
       * the whole tag. This method checks for well-formeness and then emits
       * ``onclosetag``.
       */
      closeTag() {
        const { tags, name: name3 } = this;
        this.state = S_TEXT;
        this.name = "";
        if (name3 === "") {
          this.fail("weird empty close tag.");
          this.text += "</>";
          return;
        }
        const handler = this.closeTagHandler;
        let l = tags.length;
        while (l-- > 0) {
          const tag2 = this.tag = tags.pop();
          this.topNS = tag2.ns;
          handler === null || handler === void 0 ? void 0 : handler(tag2);
          if (tag2.name === name3) {
            break;
          }
          this.fail("unexpected close tag.");
        }
        if (l === 0) {
          this.closedRoot = true;
        } else if (l < 0) {
          this.fail(`unmatched closing tag: ${name3}.`);
          this.text += `</${name3}>`;
        }
      }
      /**
       * Resolves an entity. Makes any necessary well-formedness checks.
       *
       * @param entity The entity to resolve.
       *
       * @returns The parsed entity.
       */
      parseEntity(entity) {
        if (entity[0] !== "#") {
          const defined = this.ENTITIES[entity];
          if (defined !== void 0) {
            return defined;
          }
          this.fail(this.isName(entity) ? "undefined entity." : "disallowed character in entity name.");
          return `&${entity};`;
        }
        let num = NaN;
        if (entity[1] === "x" && /^#x[0-9a-f]+$/i.test(entity)) {
          num = parseInt(entity.slice(2), 16);
        } else if (/^#[0-9]+$/.test(entity)) {
          num = parseInt(entity.slice(1), 10);
        }
        if (!this.isChar(num)) {
          this.fail("malformed character entity.");
          return `&${entity};`;
        }
        return String.fromCodePoint(num);
      }
    };
    exports.SaxesParser = SaxesParser2;
  }
});

// node_modules/snappyjs/snappy_decompressor.js
var require_snappy_decompressor = __commonJS({
  "node_modules/snappyjs/snappy_decompressor.js"(exports) {
    "use strict";
    var WORD_MASK = [0, 255, 65535, 16777215, 4294967295];
    function copyBytes(fromArray, fromPos, toArray, toPos, length) {
      var i;
      for (i = 0; i < length; i++) {
        toArray[toPos + i] = fromArray[fromPos + i];
      }
    }
    function selfCopyBytes(array, pos, offset, length) {
      var i;
      for (i = 0; i < length; i++) {
        array[pos + i] = array[pos - offset + i];
      }
    }
    function SnappyDecompressor(compressed) {
      this.array = compressed;
      this.pos = 0;
    }
    SnappyDecompressor.prototype.readUncompressedLength = function() {
      var result = 0;
      var shift = 0;
      var c, val;
      while (shift < 32 && this.pos < this.array.length) {
        c = this.array[this.pos];
        this.pos += 1;
        val = c & 127;
        if (val << shift >>> shift !== val) {
          return -1;
        }
        result |= val << shift;
        if (c < 128) {
          return result;
        }
        shift += 7;
      }
      return -1;
    };
    SnappyDecompressor.prototype.uncompressToBuffer = function(outBuffer) {
      var array = this.array;
      var arrayLength = array.length;
      var pos = this.pos;
      var outPos = 0;
      var c, len, smallLen;
      var offset;
      while (pos < array.length) {
        c = array[pos];
        pos += 1;
        if ((c & 3) === 0) {
          len = (c >>> 2) + 1;
          if (len > 60) {
            if (pos + 3 >= arrayLength) {
              return false;
            }
            smallLen = len - 60;
            len = array[pos] + (array[pos + 1] << 8) + (array[pos + 2] << 16) + (array[pos + 3] << 24);
            len = (len & WORD_MASK[smallLen]) + 1;
            pos += smallLen;
          }
          if (pos + len > arrayLength) {
            return false;
          }
          copyBytes(array, pos, outBuffer, outPos, len);
          pos += len;
          outPos += len;
        } else {
          switch (c & 3) {
            case 1:
              len = (c >>> 2 & 7) + 4;
              offset = array[pos] + (c >>> 5 << 8);
              pos += 1;
              break;
            case 2:
              if (pos + 1 >= arrayLength) {
                return false;
              }
              len = (c >>> 2) + 1;
              offset = array[pos] + (array[pos + 1] << 8);
              pos += 2;
              break;
            case 3:
              if (pos + 3 >= arrayLength) {
                return false;
              }
              len = (c >>> 2) + 1;
              offset = array[pos] + (array[pos + 1] << 8) + (array[pos + 2] << 16) + (array[pos + 3] << 24);
              pos += 4;
              break;
            default:
              break;
          }
          if (offset === 0 || offset > outPos) {
            return false;
          }
          selfCopyBytes(outBuffer, outPos, offset, len);
          outPos += len;
        }
      }
      return true;
    };
    exports.SnappyDecompressor = SnappyDecompressor;
  }
});

// node_modules/snappyjs/snappy_compressor.js
var require_snappy_compressor = __commonJS({
  "node_modules/snappyjs/snappy_compressor.js"(exports) {
    "use strict";
    var BLOCK_LOG = 16;
    var BLOCK_SIZE = 1 << BLOCK_LOG;
    var MAX_HASH_TABLE_BITS = 14;
    var globalHashTables = new Array(MAX_HASH_TABLE_BITS + 1);
    function hashFunc(key, hashFuncShift) {
      return key * 506832829 >>> hashFuncShift;
    }
    function load32(array, pos) {
      return array[pos] + (array[pos + 1] << 8) + (array[pos + 2] << 16) + (array[pos + 3] << 24);
    }
    function equals32(array, pos1, pos2) {
      return array[pos1] === array[pos2] && array[pos1 + 1] === array[pos2 + 1] && array[pos1 + 2] === array[pos2 + 2] && array[pos1 + 3] === array[pos2 + 3];
    }
    function copyBytes(fromArray, fromPos, toArray, toPos, length) {
      var i;
      for (i = 0; i < length; i++) {
        toArray[toPos + i] = fromArray[fromPos + i];
      }
    }
    function emitLiteral(input, ip, len, output, op) {
      if (len <= 60) {
        output[op] = len - 1 << 2;
        op += 1;
      } else if (len < 256) {
        output[op] = 60 << 2;
        output[op + 1] = len - 1;
        op += 2;
      } else {
        output[op] = 61 << 2;
        output[op + 1] = len - 1 & 255;
        output[op + 2] = len - 1 >>> 8;
        op += 3;
      }
      copyBytes(input, ip, output, op, len);
      return op + len;
    }
    function emitCopyLessThan64(output, op, offset, len) {
      if (len < 12 && offset < 2048) {
        output[op] = 1 + (len - 4 << 2) + (offset >>> 8 << 5);
        output[op + 1] = offset & 255;
        return op + 2;
      } else {
        output[op] = 2 + (len - 1 << 2);
        output[op + 1] = offset & 255;
        output[op + 2] = offset >>> 8;
        return op + 3;
      }
    }
    function emitCopy(output, op, offset, len) {
      while (len >= 68) {
        op = emitCopyLessThan64(output, op, offset, 64);
        len -= 64;
      }
      if (len > 64) {
        op = emitCopyLessThan64(output, op, offset, 60);
        len -= 60;
      }
      return emitCopyLessThan64(output, op, offset, len);
    }
    function compressFragment(input, ip, inputSize, output, op) {
      var hashTableBits = 1;
      while (1 << hashTableBits <= inputSize && hashTableBits <= MAX_HASH_TABLE_BITS) {
        hashTableBits += 1;
      }
      hashTableBits -= 1;
      var hashFuncShift = 32 - hashTableBits;
      if (typeof globalHashTables[hashTableBits] === "undefined") {
        globalHashTables[hashTableBits] = new Uint16Array(1 << hashTableBits);
      }
      var hashTable = globalHashTables[hashTableBits];
      var i;
      for (i = 0; i < hashTable.length; i++) {
        hashTable[i] = 0;
      }
      var ipEnd = ip + inputSize;
      var ipLimit;
      var baseIp = ip;
      var nextEmit = ip;
      var hash, nextHash;
      var nextIp, candidate, skip;
      var bytesBetweenHashLookups;
      var base, matched, offset;
      var prevHash, curHash;
      var flag = true;
      var INPUT_MARGIN = 15;
      if (inputSize >= INPUT_MARGIN) {
        ipLimit = ipEnd - INPUT_MARGIN;
        ip += 1;
        nextHash = hashFunc(load32(input, ip), hashFuncShift);
        while (flag) {
          skip = 32;
          nextIp = ip;
          do {
            ip = nextIp;
            hash = nextHash;
            bytesBetweenHashLookups = skip >>> 5;
            skip += 1;
            nextIp = ip + bytesBetweenHashLookups;
            if (ip > ipLimit) {
              flag = false;
              break;
            }
            nextHash = hashFunc(load32(input, nextIp), hashFuncShift);
            candidate = baseIp + hashTable[hash];
            hashTable[hash] = ip - baseIp;
          } while (!equals32(input, ip, candidate));
          if (!flag) {
            break;
          }
          op = emitLiteral(input, nextEmit, ip - nextEmit, output, op);
          do {
            base = ip;
            matched = 4;
            while (ip + matched < ipEnd && input[ip + matched] === input[candidate + matched]) {
              matched += 1;
            }
            ip += matched;
            offset = base - candidate;
            op = emitCopy(output, op, offset, matched);
            nextEmit = ip;
            if (ip >= ipLimit) {
              flag = false;
              break;
            }
            prevHash = hashFunc(load32(input, ip - 1), hashFuncShift);
            hashTable[prevHash] = ip - 1 - baseIp;
            curHash = hashFunc(load32(input, ip), hashFuncShift);
            candidate = baseIp + hashTable[curHash];
            hashTable[curHash] = ip - baseIp;
          } while (equals32(input, ip, candidate));
          if (!flag) {
            break;
          }
          ip += 1;
          nextHash = hashFunc(load32(input, ip), hashFuncShift);
        }
      }
      if (nextEmit < ipEnd) {
        op = emitLiteral(input, nextEmit, ipEnd - nextEmit, output, op);
      }
      return op;
    }
    function putVarint(value, output, op) {
      do {
        output[op] = value & 127;
        value = value >>> 7;
        if (value > 0) {
          output[op] += 128;
        }
        op += 1;
      } while (value > 0);
      return op;
    }
    function SnappyCompressor(uncompressed) {
      this.array = uncompressed;
    }
    SnappyCompressor.prototype.maxCompressedLength = function() {
      var sourceLen = this.array.length;
      return 32 + sourceLen + Math.floor(sourceLen / 6);
    };
    SnappyCompressor.prototype.compressToBuffer = function(outBuffer) {
      var array = this.array;
      var length = array.length;
      var pos = 0;
      var outPos = 0;
      var fragmentSize;
      outPos = putVarint(length, outBuffer, outPos);
      while (pos < length) {
        fragmentSize = Math.min(length - pos, BLOCK_SIZE);
        outPos = compressFragment(array, pos, fragmentSize, outBuffer, outPos);
        pos += fragmentSize;
      }
      return outPos;
    };
    exports.SnappyCompressor = SnappyCompressor;
  }
});

// node_modules/snappyjs/index.js
var require_snappyjs = __commonJS({
  "node_modules/snappyjs/index.js"(exports) {
    "use strict";
    function isNode() {
      if (typeof process === "object") {
        if (typeof process.versions === "object") {
          if (typeof process.versions.node !== "undefined") {
            return true;
          }
        }
      }
      return false;
    }
    function isUint8Array(object) {
      return object instanceof Uint8Array && (!isNode() || !Buffer.isBuffer(object));
    }
    function isArrayBuffer(object) {
      return object instanceof ArrayBuffer;
    }
    function isBuffer(object) {
      if (!isNode()) {
        return false;
      }
      return Buffer.isBuffer(object);
    }
    var SnappyDecompressor = require_snappy_decompressor().SnappyDecompressor;
    var SnappyCompressor = require_snappy_compressor().SnappyCompressor;
    var TYPE_ERROR_MSG = "Argument compressed must be type of ArrayBuffer, Buffer, or Uint8Array";
    function uncompress2(compressed, maxLength) {
      if (!isUint8Array(compressed) && !isArrayBuffer(compressed) && !isBuffer(compressed)) {
        throw new TypeError(TYPE_ERROR_MSG);
      }
      var uint8Mode = false;
      var arrayBufferMode = false;
      if (isUint8Array(compressed)) {
        uint8Mode = true;
      } else if (isArrayBuffer(compressed)) {
        arrayBufferMode = true;
        compressed = new Uint8Array(compressed);
      }
      var decompressor = new SnappyDecompressor(compressed);
      var length = decompressor.readUncompressedLength();
      if (length === -1) {
        throw new Error("Invalid Snappy bitstream");
      }
      if (length > maxLength) {
        throw new Error(`The uncompressed length of ${length} is too big, expect at most ${maxLength}`);
      }
      var uncompressed, uncompressedView;
      if (uint8Mode) {
        uncompressed = new Uint8Array(length);
        if (!decompressor.uncompressToBuffer(uncompressed)) {
          throw new Error("Invalid Snappy bitstream");
        }
      } else if (arrayBufferMode) {
        uncompressed = new ArrayBuffer(length);
        uncompressedView = new Uint8Array(uncompressed);
        if (!decompressor.uncompressToBuffer(uncompressedView)) {
          throw new Error("Invalid Snappy bitstream");
        }
      } else {
        uncompressed = Buffer.alloc(length);
        if (!decompressor.uncompressToBuffer(uncompressed)) {
          throw new Error("Invalid Snappy bitstream");
        }
      }
      return uncompressed;
    }
    function compress(uncompressed) {
      if (!isUint8Array(uncompressed) && !isArrayBuffer(uncompressed) && !isBuffer(uncompressed)) {
        throw new TypeError(TYPE_ERROR_MSG);
      }
      var uint8Mode = false;
      var arrayBufferMode = false;
      if (isUint8Array(uncompressed)) {
        uint8Mode = true;
      } else if (isArrayBuffer(uncompressed)) {
        arrayBufferMode = true;
        uncompressed = new Uint8Array(uncompressed);
      }
      var compressor = new SnappyCompressor(uncompressed);
      var maxLength = compressor.maxCompressedLength();
      var compressed, compressedView;
      var length;
      if (uint8Mode) {
        compressed = new Uint8Array(maxLength);
        length = compressor.compressToBuffer(compressed);
      } else if (arrayBufferMode) {
        compressed = new ArrayBuffer(maxLength);
        compressedView = new Uint8Array(compressed);
        length = compressor.compressToBuffer(compressedView);
      } else {
        compressed = Buffer.alloc(maxLength);
        length = compressor.compressToBuffer(compressed);
      }
      if (!compressed.slice) {
        var compressedArray = new Uint8Array(Array.prototype.slice.call(compressed, 0, length));
        if (uint8Mode) {
          return compressedArray;
        } else if (arrayBufferMode) {
          return compressedArray.buffer;
        } else {
          throw new Error("Not implemented");
        }
      }
      return compressed.slice(0, length);
    }
    exports.uncompress = uncompress2;
    exports.compress = compress;
  }
});

// action/main.ts
import { appendFileSync, readFileSync as readFileSync2 } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

// ci/node-files.ts
import { closeSync, globSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { gzipSync } from "node:zlib";
var createNodeFiles = (root) => ({
  find: (pattern) => globSync(pattern, { cwd: root, exclude: isLeftOut }).map((file) => resolve(root, file)).filter(isRegularFile).map((file) => relative(root, file).replaceAll(sep, "/")).toSorted(),
  sizeOf: (file) => statSync(resolve(root, file)).size,
  read: (file) => readChunks(resolve(root, file)),
  gzipSizeOf: (file) => gzipSync(readFileSync(resolve(root, file))).length
});
var isLeftOut = (file) => /(?:^|[/\\])(?:node_modules|\.git)$/.test(file);
var isRegularFile = (file) => {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
};
var CHUNK_BYTES = 256 * 1024;
function* readChunks(file) {
  const descriptor = openSync(file, "r");
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk)) {
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

// lambda/model/printable.ts
var UNPRINTABLE = /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/gu;
var INDISTINCT = /(?!\u200c|\u200d| )[\p{C}\p{Z}]/gu;
var NOT_PLAIN = /[^ -~]/;
var escapeUnprintable = (text) => NOT_PLAIN.test(text) ? text.replace(UNPRINTABLE, toEscapes) : text;
var escapeIndistinct = (text) => NOT_PLAIN.test(text) ? text.replace(INDISTINCT, toEscapes) : text;
var escapeUnprintableInLines = (text) => text.replace(
  UNPRINTABLE,
  (character) => character === "\n" || character === "	" ? character : toEscapes(character)
);
var toEscapes = (character) => character.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
var count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
var showNumber = (value) => {
  if (value === Number.POSITIVE_INFINITY) {
    return "+Inf";
  }
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
};

// lambda/model/suggestion.ts
var suggest = (written, known) => {
  const ranked = known.map((word) => ({ word, distance: editDistance(written.toLowerCase(), word.toLowerCase()) })).sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== void 0 && best.distance <= Math.max(1, Math.floor(best.word.length / 3)) ? best.word : void 0;
};
var editDistance = (from, to) => {
  let beforeLast = [];
  let last2 = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = at(last2, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwap ? at(beforeLast, j - 2) + 1 : replaced;
      row.push(Math.min(at(row, j - 1) + 1, at(last2, j) + 1, replaced, swapped));
    }
    beforeLast = last2;
    last2 = row;
  }
  return at(last2, to.length);
};
var at = (row, index) => row[index] ?? Number.POSITIVE_INFINITY;

// ci/compare/series.ts
var listSeries = (families, key) => {
  const ofTheGroup = /* @__PURE__ */ new Set(["job", "branch_class", ...key.labels.map(({ name: name3 }) => name3)]);
  return families.filter(isSampleFamily).filter(({ name: name3 }) => !MEASURES_NOTHING.test(name3)).flatMap(
    ({ name: name3, metrics }) => metrics.map(({ labels, value }) => ({
      name: name3,
      labels: Object.fromEntries(
        labels.names.map((label, index) => [label, labels.values[index]]).filter(([label]) => !ofTheGroup.has(label))
      ),
      value
    }))
  );
};
var isSampleFamily = (family) => family.type === "gauge" || family.type === "counter" || family.type === "untyped";
var MEASURES_NOTHING = /(_timestamp_seconds|_info|_created|^push_time_seconds|^push_failure_time_seconds)$/;
var identify = ({ name: name3, labels }) => JSON.stringify([name3, Object.entries(labels)]);
var printSeries = ({ name: name3, labels }) => {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name3 : `${name3}{${pairs.join(",")}}`;
};

// ci/compare/unit.ts
var unitOf = (name3) => {
  const word = name3.replace(/_total$/, "").split("_").at(-1);
  return word === "seconds" || word === "bytes" || word === "ratio" ? word : "count";
};
var showAmount = (value, unit) => {
  if (!Number.isFinite(value)) {
    return showNumber(value);
  }
  const sign = value < 0 ? "-" : "";
  return `${sign}${SHOW[unit](Math.abs(value))}`;
};
var showDifference = (value, unit) => {
  const amount = unit === "ratio" ? `${trim(Math.abs(value) * 100)} points` : showAmount(Math.abs(value), unit);
  return `${value < 0 || Object.is(value, -0) ? "-" : "+"}${amount}`;
};
var showSeconds = (seconds) => {
  if (seconds !== 0 && seconds < 0.9995) {
    return `${trim(seconds * 1e3)} ms`;
  }
  if (seconds < 59.95) {
    return `${trim(seconds)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 3600) {
    return joinParts([whole / 60, "min"], [whole % 60, "s"]);
  }
  const minutes = Math.round(whole / 60);
  return joinParts([minutes / 60, "h"], [minutes % 60, "min"]);
};
var joinParts = (...parts) => parts.map(([amount, unit]) => [Math.floor(amount), unit]).filter(([amount]) => amount !== 0).map(([amount, unit]) => `${amount.toLocaleString("en-US")} ${unit}`).join(" ");
var showBytes = (bytes) => {
  const [size, name3] = BYTE_UNITS.find(([unit]) => bytes >= unit * 0.9995) ?? [1, "B"];
  return `${trim(bytes / size)} ${name3}`;
};
var BYTE_UNITS = [
  [1e12, "TB"],
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "kB"]
];
var trim = (value) => Number.isInteger(value) || value >= 1e3 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
var showCount = (value) => Number.isInteger(value) ? value.toLocaleString("en-US") : String(Number(value.toPrecision(4)));
var SHOW = {
  seconds: showSeconds,
  bytes: showBytes,
  ratio: (value) => `${trim(value * 100)} %`,
  count: showCount
};

// ci/budgets/judge-budgets.ts
var judgeBudgets = (budgets, now, base) => budgets.flatMap((budget) => {
  const named2 = now.filter((series) => isNamed(budget, series));
  return named2.length === 0 ? [toMissing(budget, now)] : named2.map((series) => judgeSeries(budget, series, base));
});
var isFatal = ({ verdict, budget }) => budget.severity === "fail" && (verdict === "exceeded" || verdict === "missing");
var isNamed = (budget, { name: name3, labels }) => name3 === budget.name && Object.entries(budget.labels).every(([label, value]) => labels[label] === value);
var toMissing = (budget, now) => {
  const same = now.filter(({ name: name3 }) => name3 === budget.name);
  const values = new Set(Object.values(budget.labels));
  const renamed = same.find(({ labels }) => Object.values(labels).some((value) => values.has(value)));
  const names = same.length > 0 ? [] : [...new Set(now.map(({ name: name3 }) => name3))];
  const near = renamed === void 0 ? suggest(budget.name, names) : printSeries(renamed);
  const advice = near === void 0 ? "" : `; did you mean ${near}?`;
  return {
    budget,
    verdict: "missing",
    sentence: `there is a budget for ${printSeries(budget)}, and this run has no such metric${advice}`
  };
};
var judgeSeries = (budget, series, base) => {
  const limit = findLimit(budget.bound, series, base);
  if (limit.kind === "open") {
    return {
      budget,
      verdict: "open",
      sentence: `the budget of ${printSeries(series)} was not judged, because ${limit.reason}`
    };
  }
  const isMet = limit.kind === "at-most" ? series.value <= limit.value : series.value >= limit.value;
  return {
    budget,
    verdict: isMet ? "met" : "exceeded",
    sentence: describe(series, limit, isMet)
  };
};
var findLimit = (bound, series, base) => {
  if (bound.kind !== "change") {
    return { ...bound, origin: "" };
  }
  if (base === void 0) {
    return { kind: "open", reason: "it is relative, and nothing to compare with is named (compare)" };
  }
  if (base.kind === "absent") {
    return { kind: "open", reason: base.reason };
  }
  const before2 = base.series.find((other) => identify(other) === identify(series))?.value;
  if (before2 === void 0) {
    return { kind: "open", reason: `${base.title} does not have this metric yet` };
  }
  const unit = unitOf(series.name);
  return {
    kind: bound.change < 0 || Object.is(bound.change, -0) ? "at-least" : "at-most",
    value: before2 + (bound.isShare ? Math.abs(before2) * bound.change : bound.change),
    origin: ` (${showAmount(before2, unit)} on ${base.title}, ${showChange(bound, unit)})`
  };
};
var showChange = ({ change, isShare }, unit) => isShare ? `${showDifference(change * 100, "count")} %` : showDifference(change, unit);
var describe = (series, { kind, value, origin }, isMet) => {
  const [is, limit] = showApart(series.value, value, unitOf(series.name));
  const side = kind === "at-most" ? isMet ? "within" : "over" : isMet ? "not under" : "under";
  const bound = kind === "at-most" ? "at most" : "at least";
  return `${printSeries(series)} is ${is}, ${side} its budget of ${bound} ${limit}${origin}`;
};
var showApart = (one, other, unit) => {
  const [a, b] = [showAmount(one, unit), showAmount(other, unit)];
  return a === b && one !== other ? [showNumber(one), showNumber(other)] : [a, b];
};

// lambda/model/issue.ts
var MAX_REPORTED_ISSUES = 20;
var MAX_NAME_LENGTH = 256;
var cutName = (name3) => (
  // The last of these characters may be half a pair.
  name3.length > MAX_NAME_LENGTH ? `${Array.from(name3.slice(0, MAX_NAME_LENGTH)).slice(0, -1).join("")}\u2026` : name3
);
var quote = (token) => escapeIndistinct(JSON.stringify(token.length > MAX_TOKEN_CHARACTERS ? cutToken(token) : token));
var MAX_TOKEN_CHARACTERS = 40;
var cutToken = (token) => {
  const characters = Array.from(token.slice(0, 2 * MAX_TOKEN_CHARACTERS + 2));
  return characters.length > MAX_TOKEN_CHARACTERS ? `${characters.slice(0, MAX_TOKEN_CHARACTERS).join("")}\u2026` : token;
};
var IssueList = class {
  issues = [];
  total = 0;
  get isFull() {
    return this.total >= MAX_REPORTED_ISSUES;
  }
  /** Adds an issue, which is created only if it is kept. */
  add(create) {
    if (!this.isFull) {
      this.issues.push(create());
    }
    this.total += 1;
  }
};

// ci/file-error.ts
var toErrorCode = (error) => error.code ?? "no reason given";
var describeReadError = (error) => `it cannot be read (${toErrorCode(error)})`;

// ci/metric-catalogue.ts
var CI_METRICS = {
  cicd_pipeline_run_duration_seconds: {
    help: "Time of the pipeline run until this push, by state.",
    unit: "seconds",
    labels: ["state"],
    from: "collect"
  },
  cicd_pipeline_run_result: {
    help: "1 for the result of the pipeline run, 0 for the others.",
    unit: "count",
    labels: ["result"],
    from: "collect"
  },
  cicd_pipeline_task_run_duration_seconds: {
    help: "Time of a job of the pipeline, by state; the running job is measured until this push.",
    unit: "seconds",
    labels: ["state"],
    from: "collect"
  },
  cicd_pipeline_task_run_result: {
    help: "1 for the result of a job of the pipeline, 0 for the others.",
    unit: "count",
    labels: ["result"],
    from: "collect"
  },
  cicd_pipeline_step_duration_seconds: {
    help: "Time of a step of the job, of those that ended before this push.",
    unit: "seconds",
    labels: ["step"],
    from: "collect"
  },
  cicd_worker_info: {
    help: "The runner of the job: 1, with its kind and platform as labels.",
    unit: "count",
    labels: ["arch", "os", "type"],
    from: "collect"
  },
  cicd_test_cases: {
    help: "Test cases in the JUnit files.",
    unit: "count",
    labels: [],
    from: "junit"
  },
  cicd_test_failures: {
    help: "Test cases that failed.",
    unit: "count",
    labels: [],
    from: "junit"
  },
  cicd_test_errors: {
    help: "Test cases that ended with an error instead of a failed assertion.",
    unit: "count",
    labels: [],
    from: "junit"
  },
  cicd_test_skipped: {
    help: "Test cases that were skipped.",
    unit: "count",
    labels: [],
    from: "junit"
  },
  cicd_test_flaky: {
    help: "Tests that both failed and passed.",
    unit: "count",
    labels: [],
    from: "junit"
  },
  cicd_test_duration_seconds: {
    help: "Sum of the times of all test cases.",
    unit: "seconds",
    labels: [],
    from: "junit"
  },
  cicd_artifact_size_bytes: {
    help: "Size of all files of a pattern.",
    unit: "bytes",
    labels: ["artifact"],
    from: "sizes"
  },
  cicd_artifact_gzip_size_bytes: {
    help: "Size of all files of a pattern, each compressed with gzip.",
    unit: "bytes",
    labels: ["artifact"],
    from: "sizes"
  },
  cicd_artifact_files: {
    help: "Number of files of a pattern.",
    unit: "count",
    labels: ["artifact"],
    from: "sizes"
  }
};
var measure = (name3, value, labels) => {
  const { help, unit } = CI_METRICS[name3];
  return { name: name3, type: "gauge", help, unit, labels: sortLabels(labels), value };
};
var addLabels = (metric, labels) => ({
  ...metric,
  labels: sortLabels({ ...metric.labels, ...labels })
});
var sortLabels = (labels) => Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => a < b ? -1 : 1));

// ci/collect-sizes.ts
var MAX_GZIP_BYTES = 64 * 1024 * 1024;
var parseSizePattern = (line) => {
  const [, artifact, pattern] = /^([\w.-]+)=(.+)$/.exec(line) ?? [];
  return artifact === void 0 || pattern === void 0 ? { artifact: line, pattern: line } : { artifact, pattern };
};
var collectSizes = (patterns, files) => {
  const named2 = Map.groupBy(patterns, ({ artifact }) => artifact);
  const measured = [...named2].map(([artifact, ofName]) => measureArtifact(artifact, ofName, files));
  return {
    metrics: measured.flatMap(({ metrics }) => metrics),
    warnings: measured.flatMap(({ warnings }) => warnings)
  };
};
var measureArtifact = (artifact, patterns, files) => {
  const matches = patterns.map(({ pattern }) => ({ pattern, found: files.find(pattern) }));
  const unmatched = matches.filter(({ found: found2 }) => found2.length === 0).map(({ pattern }) => warnOf(pattern));
  const found = [...new Set(matches.flatMap((match) => match.found))];
  if (found.length === 0) {
    return { metrics: [], warnings: unmatched };
  }
  try {
    const { metrics, warnings } = measureFiles(artifact, found, files);
    return { metrics, warnings: [...unmatched, ...warnings] };
  } catch (error) {
    const warning2 = `sizes: a file of ${quote(artifact)}: ${describeReadError(error)}`;
    return { metrics: [], warnings: [...unmatched, warning2] };
  }
};
var warnOf = (pattern) => `sizes: no file matches ${quote(pattern)}: build the files before this step, and give a pattern from the root of the repository, for a folder dist/**`;
var measureFiles = (artifact, found, files) => {
  const bytes = add(found.map(files.sizeOf));
  const isCompressed = bytes <= MAX_GZIP_BYTES;
  return {
    metrics: [
      measure("cicd_artifact_size_bytes", bytes, { artifact }),
      ...isCompressed ? [measure("cicd_artifact_gzip_size_bytes", add(found.map(files.gzipSizeOf)), { artifact })] : [],
      measure("cicd_artifact_files", found.length, { artifact })
    ],
    warnings: isCompressed ? [] : [
      `sizes: ${quote(artifact)} has ${bytes} bytes, and more than ${MAX_GZIP_BYTES} are not compressed: give a narrower pattern to see the size after gzip`
    ]
  };
};
var add = (sizes) => sizes.reduce((sum, size) => sum + size, 0);

// lambda/model/result.ts
var ok = (value) => ({ ok: true, value });
var err = (error) => ({ ok: false, error });

// ci/junit/parse-junit.ts
var import_saxes = __toESM(require_saxes(), 1);

// ci/junit/decode-xml.ts
var createDecoder = (start2) => {
  if (start2[0] === 255 && start2[1] === 254) {
    return new TextDecoder("utf-16le");
  }
  if (start2[0] === 254 && start2[1] === 255) {
    return new TextDecoder("utf-16be");
  }
  const head = Buffer.from(start2.subarray(0, 200)).toString("latin1");
  const [, name3 = ""] = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w-]+)["']/.exec(head) ?? [];
  try {
    const declared = new TextDecoder(name3);
    return declared.encoding.startsWith("utf-16") ? new TextDecoder() : declared;
  } catch {
    return new TextDecoder();
  }
};
function* decodeXml(chunks) {
  let decoder;
  for (const chunk of chunks) {
    decoder ??= createDecoder(chunk);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder?.decode() ?? "";
}

// ci/junit/test-execution.ts
var toTestKey = ({ suite, name: name3 }) => JSON.stringify([suite, name3]);

// ci/junit/execution-reader.ts
var createExecutionReader = () => {
  const executions = [];
  const elements = [];
  const suites = [];
  let open;
  let explanation;
  const openInCase = (element, attributes, test) => {
    if (element === "flakyFailure" || element === "flakyError") {
      test.isRetried = true;
    }
    const outcome = OUTCOMES.get(element);
    if (outcome === void 0 || RANK[outcome] <= RANK[test.outcome]) {
      return false;
    }
    test.outcome = outcome;
    test.message = outcome === "skipped" ? "" : toMessage(attributes["message"] ?? "");
    return outcome !== "skipped" && test.message === "";
  };
  return {
    executions,
    open: (element, attributes) => {
      elements.push(element);
      if (element === "testsuite") {
        suites.push({ name: attributes["name"] ?? "", casesBefore: executions.length });
      } else if (element === "testcase") {
        open = toOpenCase(attributes, suites.at(-1)?.name ?? "");
      } else if (open !== void 0 && openInCase(element, attributes, open)) {
        explanation = "";
      }
      return explanation === void 0 ? "ignores-text" : "wants-text";
    },
    text: (text) => {
      if (explanation !== void 0 && explanation.length < MAX_EXPLANATION) {
        explanation += text.slice(0, MAX_EXPLANATION);
      }
    },
    close: () => {
      const element = elements.pop() ?? "";
      if (element === "testsuite") {
        endSuite(suites.pop(), executions);
      } else if (element === "testcase" && open !== void 0) {
        executions.push(open);
        open = void 0;
      } else if (open !== void 0 && explanation !== void 0 && OUTCOMES.has(element)) {
        open.message = toMessage(explanation);
      }
      if (OUTCOMES.has(element) || element === "testcase") {
        explanation = void 0;
      }
    }
  };
};
var PYTEST = "pytest";
var endSuite = (suite, executions) => {
  if (suite?.name === PYTEST) {
    for (const execution of mergeReruns(executions.splice(suite.casesBefore))) {
      executions.push(execution);
    }
  }
};
var OUTCOMES = /* @__PURE__ */ new Map([
  ["failure", "failed"],
  ["error", "error"],
  ["skipped", "skipped"]
]);
var RANK = {
  passed: 0,
  skipped: 1,
  error: 2,
  failed: 3
};
var MAX_EXPLANATION = 4e3;
var MAX_MESSAGE = 300;
var MAX_NAME = 300;
var toOpenCase = (attributes, suite) => ({
  suite: (attributes["classname"] || suite).slice(0, MAX_NAME),
  name: (attributes["name"] ?? "").slice(0, MAX_NAME),
  seconds: parseSeconds(attributes["time"] ?? ""),
  outcome: isSkipped(attributes) ? "skipped" : "passed",
  isRetried: false,
  message: ""
});
var isSkipped = ({ status, result }) => status === "notrun" || status === "disabled" || result === "suppressed" || result === "skipped";
var parseSeconds = (time) => {
  const seconds = Number(THOUSANDS.test(time) ? time.replaceAll(",", "") : time.replace(",", "."));
  return seconds > 0 && seconds < Number.MAX_SAFE_INTEGER ? seconds : 0;
};
var THOUSANDS = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;
var toMessage = (text) => {
  const line = text.split("\n", 200).map((candidate) => candidate.trim()).find((candidate) => candidate !== "" && !/^(?:Failed$|===|---)/.test(candidate));
  return (line ?? "").slice(0, MAX_MESSAGE);
};
var mergeReruns = (executions) => {
  const tests = Map.groupBy(executions, toTestKey);
  return [...tests.values()].map((runs) => {
    const last2 = runs.at(-1);
    const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
    return { ...last2, seconds, isRetried: runs.length > 1 && last2.outcome === "passed" };
  });
};

// ci/junit/parse-junit.ts
var MAX_DEPTH = 64;
var MAX_CASES = 5e5;
var parseJunit = (chunks) => {
  const parser = new import_saxes.SaxesParser({ position: true, xmlns: false });
  const reader = createExecutionReader();
  let issue;
  let depth = 0;
  const open = ({ name: name3, attributes }) => {
    depth += 1;
    if (depth === 1 && name3 !== "testsuites" && name3 !== "testsuite") {
      issue ??= `its first element is ${quote(name3)}, expected <testsuites> or <testsuite>; give a pattern that matches JUnit files only`;
    }
    if (depth > MAX_DEPTH) {
      issue ??= `line ${parser.line}: elements are nested more than ${MAX_DEPTH} deep, which no tool does`;
    }
    if (reader.executions.length > MAX_CASES) {
      issue ??= `it has more than ${MAX_CASES} test cases; let the tool write several files`;
    }
    if (reader.open(name3, attributes) === "wants-text") {
      parser.on("text", reader.text);
    } else {
      parser.off("text");
    }
  };
  const close = () => {
    depth -= 1;
    reader.close();
    parser.off("text");
  };
  parser.on("opentag", open);
  parser.on("closetag", close);
  parser.on("cdata", reader.text);
  parser.fail = (message) => {
    if (!TOLERATED.has(message)) {
      const question = SECOND_FILE.test(message) ? "does it contain several files, one after the other?" : "was its tool ended before it had written the whole file?";
      issue ??= `it is not well-formed XML (line ${parser.line}, column ${parser.column + 1}); ${question}`;
    }
    return parser;
  };
  for (const text of decodeXml(chunks)) {
    parser.write(text);
    if (issue !== void 0) {
      return err(issue);
    }
  }
  parser.close();
  return issue === void 0 ? ok(reader.executions) : err(issue);
};
var SECOND_FILE = /only one root|at the start of the document/;
var TOLERATED = /* @__PURE__ */ new Set([
  "disallowed character.",
  "malformed character entity.",
  "undefined entity.",
  'the string "]]>" is disallowed in char data.'
]);

// ci/junit/summarise-tests.ts
var MAX_SLOWEST = 10;
var summariseTests = (executions) => {
  const flaky = findFlaky(executions);
  return {
    metrics: countTests(executions, flaky.length),
    slowestTests: findSlowest(executions).map(({ suite, name: name3, seconds }) => ({ suite, name: name3, seconds })),
    failedTests: [
      ...new Map(executions.filter(isFailed).map((test) => [toTestKey(test), test])).values()
    ].map(({ suite, name: name3, message }) => ({ suite, name: name3, message })),
    flakyTests: flaky
  };
};
var isFailed = ({ outcome }) => outcome === "failed" || outcome === "error";
var countTests = (executions, flaky) => {
  const count2 = (outcome) => executions.filter((execution) => execution.outcome === outcome).length;
  const seconds = executions.reduce((sum, execution) => sum + execution.seconds, 0);
  return [
    measure("cicd_test_cases", executions.length, {}),
    measure("cicd_test_failures", count2("failed"), {}),
    measure("cicd_test_errors", count2("error"), {}),
    measure("cicd_test_skipped", count2("skipped"), {}),
    measure("cicd_test_flaky", flaky, {}),
    measure("cicd_test_duration_seconds", toMicroseconds(seconds), {})
  ];
};
var toMicroseconds = (seconds) => Math.round(seconds * 1e6) / 1e6;
var findSlowest = (executions) => executions.filter(({ seconds }) => seconds > 0).toSorted((a, b) => b.seconds - a.seconds).slice(0, MAX_SLOWEST);
var findFlaky = (executions) => {
  const seen = /* @__PURE__ */ new Map();
  for (const execution of executions) {
    const key = toTestKey(execution);
    const test = seen.get(key) ?? { first: execution, failed: false, passed: false };
    test.failed ||= isFailed(execution) || execution.isRetried;
    test.passed ||= execution.outcome === "passed";
    seen.set(key, test);
  }
  return [...seen.values()].filter(({ failed, passed }) => failed && passed).map(({ first: { suite, name: name3 } }) => ({ suite, name: name3 }));
};

// ci/junit/collect-tests.ts
var MAX_FILE_BYTES = 128 * 1024 * 1024;
var MAX_ALL_BYTES = 256 * 1024 * 1024;
var MAX_FILES = 1e4;
var MAX_NAMED = 10;
var collectTests = (patterns, files) => {
  const warnings = [];
  const leftOut = [];
  const executions = [];
  let bytesLeft = MAX_ALL_BYTES;
  let filesRead = 0;
  for (const file of findFiles(patterns, files, warnings)) {
    const read = readTests(file, files, bytesLeft);
    if (read.ok) {
      bytesLeft -= read.value.bytes;
      filesRead += 1;
      executions.push(read.value.executions);
    } else {
      leftOut.push(`junit: ${quote(file)} is left out: ${read.error}`);
    }
  }
  warnings.push(...leftOut.slice(0, MAX_NAMED));
  if (leftOut.length > MAX_NAMED) {
    warnings.push(
      `junit: ${count(leftOut.length - MAX_NAMED, "more file")} left out; give a narrower pattern`
    );
  }
  return { ...summariseTests(executions.flat()), ...filesRead === 0 && { metrics: [] }, warnings };
};
var findFiles = (patterns, files, warnings) => {
  const found = patterns.map((pattern) => ({ pattern, matches: files.find(pattern) }));
  for (const { pattern } of found.filter(({ matches }) => matches.length === 0)) {
    warnings.push(
      `junit: no file matches ${quote(pattern)}: let the tests write a JUnit file, and run this step after them (\`if: always()\`)`
    );
  }
  const all = [...new Set(found.flatMap(({ matches }) => matches))];
  if (all.length > MAX_FILES) {
    warnings.push(
      `junit: ${all.length} files match, and only ${MAX_FILES} are read: give a narrower pattern`
    );
  }
  return all.slice(0, MAX_FILES);
};
var readTests = (file, files, bytesLeft) => {
  try {
    const bytes = files.sizeOf(file);
    if (bytes > Math.min(MAX_FILE_BYTES, bytesLeft)) {
      return err(
        `it has ${toMegabytes(bytes)} MB, and at most ${toMegabytes(MAX_FILE_BYTES)} MB a file and ${toMegabytes(MAX_ALL_BYTES)} MB in all are read; keep logs out of it`
      );
    }
    const executions = parseJunit(files.read(file));
    return executions.ok ? ok({ executions: executions.value, bytes }) : executions;
  } catch (error) {
    return err(describeReadError(error));
  }
};
var toMegabytes = (bytes) => Math.round(bytes / 1048576);

// ci/collect.ts
var collect = async ({ scope, junit, sizes, hasDefaultLabels }, run, files) => {
  const times = scope === void 0 || run === void 0 ? NOTHING : await run.measure(scope);
  const tests = collectTests(junit, files);
  const measuredSizes = collectSizes(sizes, files);
  const labels = run === void 0 ? {} : { branch_class: run.branchClass };
  const metrics = [...times.metrics, ...tests.metrics, ...measuredSizes.metrics];
  return {
    // The labels of the group are not repeated here. Without them in the key the body would have many values of a label
    // that other keys have, and the proxy accepts only few.
    metrics: metrics.map((metric) => addLabels(metric, labels)),
    slowestTests: tests.slowestTests,
    failedTests: tests.failedTests,
    flakyTests: tests.flakyTests,
    warnings: [
      ...times.warnings,
      ...hasDefaultLabels ? warnOfTwin(times.twin) : [],
      ...tests.warnings,
      ...measuredSizes.warnings
    ]
  };
};
var NOTHING = { metrics: [], warnings: [] };
var warnOfTwin = (twin) => twin === void 0 ? [] : [
  `collect: the job ${quote(twin)} of this run has the same labels, so each of the two replaces the metrics of the other: give each of them labels that differ, for instance another task`
];

// lambda/config/trusted-url.ts
var isTrustedUrl = (text) => {
  if (!URL.canParse(text)) {
    return false;
  }
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  const isBare = search === "" && hash === "" && username === "" && password === "";
  return isBare && (protocol === "https:" || protocol === "http:" && LOOPBACK_HOSTS.has(hostname));
};
var LOOPBACK_HOSTS = /* @__PURE__ */ new Set(["localhost", "127.0.0.1", "[::1]"]);

// lambda/model/fields.ts
var isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
var toRecord = (value) => isRecord(value) ? value : {};
var toRecords = (value) => Array.isArray(value) ? value.filter(isRecord) : [];
var readJson = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
};

// ci/bounded-label.ts
var MAX_CHARACTERS = 80;
var CHANGING = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=[a-f]*\d)[0-9a-f]{7,}\b|\d{6,}|\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+Z?)?/gi;
var toShortLabel = (name3) => cut(toLine(name3));
var toBoundedLabel = (name3) => cut(toLine(name3).replace(CHANGING, "*"));
var toLine = (name3) => name3.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
var cut = (line) => Array.from(line).slice(0, MAX_CHARACTERS).join("");

// ci/branch-class.ts
var RELEASE = /^(?:(?:releases?|rel|hotfix)[/-].+|v?\d+(?:\.(?:\d+|x))*(?:-stable)?)$/i;
var classifyRef = ({ name: name3, isTag, isProposal, defaultBranch }) => {
  if (isProposal) {
    return "other";
  }
  if (isTag) {
    return "release";
  }
  if (name3 === defaultBranch) {
    return "default";
  }
  return RELEASE.test(name3) ? "release" : "other";
};

// ci/hosts/github-event.ts
var readEvent = ({ env, files }) => {
  try {
    const text = Buffer.concat(
      [...files.read(env["GITHUB_EVENT_PATH"] ?? "")].map((chunk) => Buffer.from(chunk))
    );
    return toRecord(readJson(text.toString("utf8")));
  } catch {
    return {};
  }
};

// ci/hosts/ask-api.ts
var TIMEOUT_MS = 1e4;
var askApi = async (url, headers, { send }) => {
  try {
    const { status, body } = await send({ method: "GET", url, headers }, TIMEOUT_MS);
    if (status !== 200) {
      return err(/rate limit/i.test(body) ? `answered ${status}, too many requests` : `answered ${status}`);
    }
    const value = JSON.parse(body);
    return isRecord(value) ? ok(value) : err("answered something that is not a JSON object");
  } catch (error) {
    return err(
      error instanceof SyntaxError ? "answered something that is not JSON" : `gave no answer (${error.message})`
    );
  }
};

// ci/hosts/run-metrics.ts
var RESULTS = ["success", "failure", "error", "timeout", "cancellation", "skip"];
var measureTimes = (name3, { createdMs, startedMs, endedMs }) => [
  ...measureState(name3, "pending", createdMs, startedMs),
  ...measureState(name3, "executing", startedMs, endedMs)
];
var measureState = (name3, state, fromMs, toMs) => fromMs === void 0 || toMs === void 0 ? [] : [measure(name3, toSeconds(fromMs, toMs), { state })];
var toSeconds = (fromMs, toMs) => Math.max(0, toMs - fromMs) / 1e3;
var measureResult = (name3, found) => RESULTS.map((result) => measure(name3, result === found ? 1 : 0, { result }));
var withJobName = (metrics, jobName) => metrics.map((metric) => addLabels(metric, { job_name: jobName }));
var parseTime = (value) => {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? void 0 : ms;
};

// ci/hosts/github-jobs.ts
var MAX_PAGES = 50;
var fetchJobs = async (api, ports) => {
  const jobs = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await askGithub(`${api.attemptUrl}/jobs?per_page=100&page=${page}`, api, ports);
    if (!answer.ok) {
      return answer;
    }
    const found = toRecords(answer.value["jobs"]);
    jobs.push(...found.map(toJob));
    if (found.length < 100) {
      return ok(jobs);
    }
  }
  return err(`lists more than ${jobs.length} jobs`);
};
var fetchJob = async (id, api, ports) => {
  const answer = await askGithub(`${api.jobsUrl}/${id}`, api, ports);
  return answer.ok ? ok(toJob(answer.value)) : answer;
};
var fetchRunStart = async (api, ports) => {
  const answer = await askGithub(api.attemptUrl, api, ports);
  return answer.ok ? ok(parseTime(answer.value["run_started_at"])) : answer;
};
var askGithub = (url, { token }, ports) => askApi(url, toGithubHeaders(token), ports);
var toGithubHeaders = (token) => ({
  Authorization: `Bearer ${token}`,
  Accept: "application/vnd.github+json",
  "X-GitHub-Api-Version": "2022-11-28",
  "User-Agent": "pushgateway-proxy"
});
var toJob = (job) => ({
  id: Number(job["id"]),
  name: String(job["name"] ?? ""),
  runnerName: String(job["runner_name"] ?? ""),
  createdMs: parseTime(job["created_at"]),
  startedMs: hasStarted(job) ? parseTime(job["started_at"]) : void 0,
  endedMs: parseTime(job["completed_at"]),
  result: toResult(job["conclusion"]),
  steps: toRecords(job["steps"]).flatMap(toStep)
});
var hasStarted = ({ status, conclusion, runner_name: runner }) => !NOT_STARTED.has(status) && conclusion !== "skipped" && runner !== null && runner !== "";
var NOT_STARTED = /* @__PURE__ */ new Set(["queued", "waiting", "pending", "requested"]);
var toStep = (step) => {
  const [startedMs, endedMs] = [parseTime(step["started_at"]), parseTime(step["completed_at"])];
  return startedMs === void 0 || endedMs === void 0 || step["conclusion"] === "skipped" ? [] : [{ name: String(step["name"] ?? ""), startedMs, endedMs }];
};
var CONCLUSIONS = /* @__PURE__ */ new Map([
  ["success", "success"],
  ["neutral", "success"],
  ["failure", "failure"],
  ["cancelled", "cancellation"],
  ["skipped", "skip"],
  ["timed_out", "timeout"],
  ["action_required", "error"],
  ["startup_failure", "error"],
  ["stale", "error"]
]);
var toResult = (conclusion) => CONCLUSIONS.get(conclusion);

// ci/hosts/github.ts
var createGithubRun = (context, ports) => {
  const { env } = ports;
  const contexts = toRecord(readJson(context.contexts));
  const job = toRecord(contexts["job"]);
  const labels = {
    task: toTask(env["GITHUB_JOB"] ?? "", contexts["matrix"]),
    hasMatrix: "matrix" in contexts
  };
  const source = { job, ...labels, api: findApi(context.token, env), ports };
  return {
    repository: { label: "repository", value: env["GITHUB_REPOSITORY"] ?? "" },
    branch: env["GITHUB_HEAD_REF"] || (env["GITHUB_REF_NAME"] ?? ""),
    branchClass: classifyRef({
      name: env["GITHUB_REF_NAME"] ?? "",
      isTag: env["GITHUB_REF_TYPE"] === "tag",
      isProposal: (env["GITHUB_EVENT_NAME"] ?? "").startsWith("pull_request"),
      defaultBranch: findDefaultBranch(readEvent(ports), env)
    }),
    pipeline: toShortLabel(env["GITHUB_WORKFLOW"] ?? "") || void 0,
    task: labels.task,
    measure: (scope) => scope === "job" ? measureJob(source) : measureRun(source)
  };
};
var findDefaultBranch = (event, env) => {
  const branch = toRecord(event["repository"])["default_branch"];
  if (typeof branch === "string") {
    return branch;
  }
  return env["GITHUB_EVENT_NAME"] === "schedule" ? env["GITHUB_REF_NAME"] : void 0;
};
var toTask = (job, matrix) => {
  const values = listScalars(matrix);
  return toBoundedLabel(values.length === 0 ? job : `${job} (${values.join(", ")})`);
};
var listScalars = (value) => {
  if (Array.isArray(value) || isRecord(value)) {
    return Object.values(value).flatMap(listScalars);
  }
  return value === null || value === void 0 ? [] : [String(value)];
};
var findApi = (token, env) => {
  const base = env["GITHUB_API_URL"] ?? "";
  const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt = "1" } = env;
  if (token === "" || !isTrustedUrl(base) || repository === void 0 || run === void 0) {
    return err(
      "collect: times are not known: there is no token (the input token, or GITHUB_TOKEN for the command line), or GITHUB_API_URL is not an https address"
    );
  }
  const actionsUrl = `${base}/repos/${repository}/actions`;
  return ok({
    jobsUrl: `${actionsUrl}/jobs`,
    attemptUrl: `${actionsUrl}/runs/${run}/attempts/${attempt}`,
    token
  });
};
var measureJob = async (source) => {
  const { job, ports } = source;
  const result = toResult(job["status"]);
  const known = [
    ...result === void 0 ? [] : measureResult("cicd_pipeline_task_run_result", result),
    measureWorker(ports.env)
  ];
  const own = await readOwnJob(source);
  if (!own.ok) {
    return { metrics: known, warnings: [own.error] };
  }
  const times = { ...own.value, endedMs: ports.now() };
  return {
    metrics: [
      ...measureTimes("cicd_pipeline_task_run_duration_seconds", times),
      ...known,
      ...measureSteps(own.value)
    ],
    warnings: [],
    twin: await findTwin(own.value, source)
  };
};
var readOwnJob = async (source) => {
  const { job, api, ports } = source;
  const id = job["check_run_id"];
  if (api.ok && typeof id === "number") {
    const own2 = await fetchJob(id, api.value, ports);
    return own2.ok ? own2 : err(explainApi(own2.error));
  }
  const jobs = await listJobs(source);
  if (!jobs.ok) {
    return jobs;
  }
  const own = findOwnJob(jobs.value, source);
  return own === void 0 ? err(
    `collect: GitHub's answer does not have this job among its ${jobs.value.length}: a later version of the runner helps, which says its id`
  ) : ok(own);
};
var findTwin = async (own, source) => {
  const { task, hasMatrix } = source;
  const isTask = ({ name: name3 }) => {
    const called = name3.split(CALL).at(-1);
    return toBoundedLabel(hasMatrix ? called : called.replace(/ \(.*\)$/, "")) === task;
  };
  if (own.name === task || !isTask(own)) {
    return void 0;
  }
  const jobs = await listJobs(source);
  const twin = jobs.ok && jobs.value.find((job) => job.id !== own.id && job.result !== "skip" && isTask(job));
  return twin ? twin.name : void 0;
};
var CALL = " / ";
var measureRun = async (source) => {
  const { api, ports } = source;
  const jobs = await listJobs(source);
  if (!jobs.ok || !api.ok) {
    return { metrics: [], warnings: jobs.ok ? [] : [jobs.error] };
  }
  const start2 = await fetchRunStart(api.value, ports);
  const createdMs = start2.ok ? start2.value : void 0;
  const own = findOwnJob(jobs.value, source);
  const others = jobs.value.filter((job) => job !== own && job.result !== void 0);
  const isEarlier = ({ endedMs = Number.POSITIVE_INFINITY }) => endedMs < (createdMs ?? 0);
  const startedMs = findEarliest(jobs.value.filter((job) => !isEarlier(job)).map((job) => job.startedMs));
  return {
    metrics: [
      ...measureTimes("cicd_pipeline_run_duration_seconds", { createdMs, startedMs, endedMs: ports.now() }),
      ...measureResult("cicd_pipeline_run_result", findWorst(others)?.result ?? "skip"),
      // A job of an earlier attempt was created again after it had ended.
      ...measureEndedJobs(others.map((job) => isEarlier(job) ? { ...job, createdMs: void 0 } : job))
    ],
    warnings: [...start2.ok ? [] : [explainApi(start2.error)], ...warnOfRunning(jobs.value, own)]
  };
};
var warnOfRunning = (jobs, own) => {
  const running = jobs.filter(
    (job) => job !== own && job.result === void 0 && job.startedMs !== void 0
  );
  const [first] = running;
  return own === void 0 || first === void 0 ? [] : [
    `collect: ${count(running.length, "other job")} had not ended and cannot be measured, such as ${quote(first.name)}: list every job in \`needs\` of this one`
  ];
};
var listJobs = async ({ api, ports }) => {
  if (!api.ok) {
    return api;
  }
  const jobs = await fetchJobs(api.value, ports);
  return jobs.ok ? jobs : err(explainApi(jobs.error));
};
var explainApi = (what) => {
  const [, advice = "githubstatus.com says whether it has an outage"] = API_ADVICE.find(([pattern]) => pattern.test(what)) ?? [];
  return `collect: times are not known: GitHub's API ${what}; ${advice}`;
};
var API_ADVICE = [
  [/too many requests/, "run the job again in an hour, or give another token as the input token"],
  [/answered 401/, "the input token (GITHUB_TOKEN for the command line) is not valid"],
  [/answered 40[34]/, "add `actions: read` to the job's permissions"],
  [/answered 3/, "the repository was renamed or moved: start a new run"],
  [/no answer/, "check that this runner can connect to GITHUB_API_URL"],
  [/more than/, "measure the jobs themselves with `collect: job`"]
];
var findOwnJob = (jobs, { job, ports: { env } }) => jobs.find(({ id }) => id === job["check_run_id"]) ?? jobs.find(({ runnerName, result }) => result === void 0 && runnerName === env["RUNNER_NAME"]);
var MAX_STEPS = 50;
var measureSteps = ({ steps }) => {
  const byName2 = Map.groupBy(steps, ({ name: name3 }) => toBoundedLabel(name3));
  return [...byName2].slice(0, MAX_STEPS).map(([step, runs]) => {
    const seconds = runs.reduce((sum, { startedMs, endedMs }) => sum + toSeconds(startedMs, endedMs), 0);
    return measure("cicd_pipeline_step_duration_seconds", seconds, { step });
  });
};
var measureWorker = (env) => measure("cicd_worker_info", 1, {
  arch: (env["RUNNER_ARCH"] ?? "").toLowerCase(),
  os: (env["RUNNER_OS"] ?? "").toLowerCase(),
  type: env["RUNNER_ENVIRONMENT"] ?? ""
});
var measureEndedJobs = (jobs) => [...Map.groupBy(jobs, ({ name: name3 }) => toBoundedLabel(name3))].flatMap(([name3, same]) => {
  const job = findWorst(same);
  const times = measureTimes("cicd_pipeline_task_run_duration_seconds", job);
  return withJobName([...times, ...measureResult("cicd_pipeline_task_run_result", job.result)], name3);
});
var findEarliest = (times) => {
  const known = times.filter((time) => time !== void 0);
  return known.length === 0 ? void 0 : Math.min(...known);
};
var WORST_FIRST = ["failure", "error", "timeout", "cancellation", "success", "skip"];
var findWorst = (jobs) => WORST_FIRST.flatMap((result) => jobs.find((job) => job.result === result) ?? []).at(0);

// lambda/model/basic-authorization.ts
var toBasicAuthorization = (userPass) => `Basic ${Buffer.from(userPass).toString("base64")}`;

// lambda/model/secret.ts
var Secret = class {
  #text;
  constructor(text) {
    this.#text = text;
  }
  /** The text itself. Every call is a place to review. */
  reveal() {
    return this.#text;
  }
  toString() {
    return "[redacted]";
  }
  toJSON() {
    return "[redacted]";
  }
  [/* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom")]() {
    return "[redacted]";
  }
};

// ci/summary/html.ts
var toCode = (text) => `<code>${escapeHtml(escapeUnprintable(text))}</code>`;
var toCodeLines = (text) => text.split("\n").map(toCode).join("<br>");
var escapeHtml = (text) => text.replace(/[!-/:-@[-`{-~]/g, (character) => `&#${character.codePointAt(0)};`);
var MAX_CHARACTERS2 = 120;
var cut2 = (text, maxCharacters = MAX_CHARACTERS2) => {
  const characters = Array.from(text.slice(0, 2 * maxCharacters + 2));
  return characters.length > maxCharacters ? `${characters.slice(0, maxCharacters).join("")}\u2026` : text;
};

// action/pull-request.ts
var isPullRequestOfFork = (ports) => {
  if (ports.env["GITHUB_EVENT_NAME"] !== "pull_request") {
    return false;
  }
  const { head, base } = findPullRequest(ports);
  return base?.repo?.full_name !== void 0 && head?.repo?.full_name !== base.repo.full_name;
};
var findPullRequestNumber = (ports) => {
  const { number } = findPullRequest(ports);
  return Number.isSafeInteger(number) ? number : void 0;
};
var findPullRequest = (ports) => readEvent(ports).pull_request ?? {};

// lambda/model/issues/authorize.ts
var notGranted = (entry) => ({
  stage: "authorize",
  problem: "metrics-not-granted",
  ...entry
});
var overLimit = (entry) => ({ stage: "authorize", problem: "limit-exceeded", ...entry });
var AUTHORIZE_ISSUES = {
  "metric-not-granted": notGranted({
    cause: "No grant of the client for this group allows the name of the metric.",
    fix: "Rename the metric to one of the patterns that detail names, or ask for a grant in proxy.yaml.",
    example: {
      client: 'grants: [{ methods: [PUT], job: backup, metrics: ["backup_*"] }]',
      payload: "queue_length 3\n"
    }
  }),
  "label-not-granted": notGranted({
    cause: "A label that grouping keys of this job can have, or that remote write adds, is set in the payload to a value that is not granted.",
    fix: "Leave the label out, rename it, or ask for a grant that lists it under grouping.",
    example: {
      client: 'grants: [{ methods: [PUT], job: backup, grouping: { "instance?": "a" }, metrics: ["*"] }]',
      payload: 'queue_length{instance="b"} 3\n'
    }
  }),
  "limit-families": overLimit({
    cause: "The push has more metric families than the client may push at a time.",
    fix: "Split the push over several groups, or ask for a higher limit families in proxy.yaml.",
    example: { client: "limits: { families: 1 }", payload: "a 1\nb 1\n" }
  }),
  "limit-series": overLimit({
    cause: "The push has more series than the client may push at a time.",
    fix: "Push fewer label values, split the push over several groups, or ask for a higher limit series in proxy.yaml.",
    example: { client: "limits: { series: 1 }", payload: 'a{b="1"} 1\na{b="2"} 1\n' }
  }),
  "limit-relayed-bytes": overLimit({
    cause: "The push has more bytes as it is relayed (protobuf) than the client may push at a time.",
    fix: "Shorten names, labels and HELP texts, split the push over several groups, or ask for a higher limit relayedBytes in proxy.yaml.",
    example: {
      client: "limits: { relayedBytes: 512 }",
      payload: `# HELP queue_length ${"Jobs that wait. ".repeat(40)}
queue_length 3
`
    }
  }),
  "limit-scraped-bytes": overLimit({
    cause: "Names and labels of all series have more bytes than the client may push at a time.",
    fix: "Shorten names and labels, push fewer series, or ask for a higher limit scrapedBytes in proxy.yaml.",
    example: {
      client: "limits: { scrapedBytes: 1024 }",
      payload: Array.from({ length: 40 }, (_, i) => `queue_length{queue="the queue number ${i}"} 3
`).join(
        ""
      )
    }
  }),
  "limit-series-bytes": overLimit({
    cause: "Name and labels of one series have more bytes than the client may push.",
    fix: "Shorten the labels of the series, or ask for a higher limit seriesBytes in proxy.yaml.",
    example: {
      client: "limits: { seriesBytes: 64 }",
      payload: `queue_length{queue="${"a".repeat(80)}"} 3
`
    }
  }),
  "limit-labels-per-series": overLimit({
    cause: "A series has more labels than the client may use.",
    fix: "Leave labels out, or ask for a higher limit labelsPerSeries in proxy.yaml.",
    example: { client: "limits: { labelsPerSeries: 1 }", payload: 'a{b="1",c="2"} 1\n' }
  }),
  "limit-native-buckets": overLimit({
    cause: "A native histogram has more buckets than the client may push.",
    fix: "Let the client library use a lower resolution or limit its buckets, or ask for a higher limit nativeBuckets in proxy.yaml.",
    example: {
      client: "limits: { nativeBuckets: 1 }",
      format: "protobuf",
      payload: 'name: "h" type: HISTOGRAM metric { histogram { sample_count: 3 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 2 } positive_delta: 2 positive_delta: -1 } }',
      notation: "prototext"
    }
  }),
  "limit-grouping-labels": overLimit({
    cause: "The path has more grouping labels beside job than the client may use.",
    fix: "Leave grouping labels out, or ask for a higher limit groupingLabels in proxy.yaml.",
    example: {
      client: 'grants: [{ methods: [PUT], job: backup, grouping: { a: "*", b: "*" }, metrics: ["*"] }]\nlimits: { groupingLabels: 1 }',
      path: "/metrics/job/backup/a/1/b/2",
      payload: "queue_length 3\n"
    }
  }),
  "limit-name-length": overLimit({
    cause: "The name of a metric or label has more characters than the client may use.",
    fix: "Shorten the name, or ask for a higher limit nameLength in proxy.yaml.",
    example: { client: "limits: { nameLength: 10 }", payload: "queue_length 3\n" }
  }),
  "limit-label-value-length": overLimit({
    cause: "A label value, or a value in the path, has more characters than the client may use.",
    fix: "Shorten the value, or ask for a higher limit labelValueLength in proxy.yaml.",
    example: { client: "limits: { labelValueLength: 10 }", payload: 'a{b="0123456789a"} 1\n' }
  }),
  "limit-help-length": overLimit({
    cause: "A HELP text has more characters than the client may use.",
    fix: "Shorten the text, or ask for a higher limit helpLength in proxy.yaml.",
    example: {
      client: "limits: { helpLength: 10 }",
      payload: "# HELP queue_length Jobs that wait.\nqueue_length 3\n"
    }
  })
};

// lambda/model/issues/decode.ts
var unreadable = (entry) => ({
  stage: "decode",
  problem: "payload-unreadable",
  ...entry
});
var warning = (entry) => ({ stage: "decode", problem: void 0, ...entry });
var DECODE_ISSUES = {
  "not-utf8": unreadable({
    cause: "The payload, or a string of it, is not valid UTF-8.",
    fix: "Encode names, label values and HELP texts as UTF-8.",
    example: { payload: "62617220ff0a", notation: "hex" }
  }),
  "newlines-lost": unreadable({
    cause: "The payload is one line with several statements in it, as curl -d sends a file, or has \\n in place of newlines.",
    fix: "Send the file unchanged: with curl, use --data-binary instead of -d. In a shell, write newlines with printf.",
    example: { payload: "# TYPE queue_length gaugequeue_length 3" }
  }),
  "metric-name-expected": unreadable({
    cause: "A line starts with something that is not a metric name.",
    fix: "Start the line with a name of letters, digits, _ and : that does not start with a digit.",
    example: { payload: "2xx_responses 3\n" }
  }),
  "metric-name-unfinished": unreadable({
    cause: "Something other than a blank or { follows the metric name.",
    fix: "Use only letters, digits, _ and : in the name, and put a blank before the value.",
    example: { payload: "queue-length 3\n" }
  }),
  "metric-name-missing": unreadable({
    cause: "A line starts with {, without a metric name before it.",
    fix: 'Write the name before the braces and without quotes, as in queue_length{queue="a"} 3.',
    example: { payload: '{"queue_length"} 3\n' }
  }),
  "comment-name-invalid": unreadable({
    cause: "HELP or TYPE is not followed by a metric name.",
    fix: "Write # HELP <name> <text> or # TYPE <name> <type>.",
    example: { payload: "# TYPE 1 gauge\n" }
  }),
  "help-escape-unknown": unreadable({
    cause: "A HELP text has a backslash that starts no known escape.",
    fix: "Write \\\\ for a backslash and \\n for a new line.",
    example: { payload: "# HELP a C:\\data\na 1\n" }
  }),
  "label-name-expected": unreadable({
    cause: "Inside the braces there is something that is not a label name.",
    fix: "Write a label name of letters, digits and _ that does not start with a digit.",
    example: { payload: 'queue_length{1="a"} 3\n' }
  }),
  "label-equals-expected": unreadable({
    cause: "A label name is not followed by =.",
    fix: 'Write label="value".',
    example: { payload: 'queue_length{queue:"a"} 3\n' }
  }),
  "label-quote-expected": unreadable({
    cause: "A label value does not start with a double quote.",
    fix: 'Write label="value", with double quotes.',
    example: { payload: "queue_length{queue='a'} 3\n" }
  }),
  "label-value-unfinished": unreadable({
    cause: "A label value does not end on its line.",
    fix: "Close it with a double quote, and write \\n for a new line in it.",
    example: { payload: 'queue_length{queue="a} 3\n' }
  }),
  "escape-unknown": unreadable({
    cause: "A label value has a backslash that starts no known escape.",
    fix: 'Write \\\\ for a backslash, \\" for a double quote and \\n for a new line.',
    example: { payload: 'disk_free_bytes{path="C:\\data"} 3\n' }
  }),
  "labels-unfinished": unreadable({
    cause: "A label value is not followed by a comma or }.",
    fix: "Put commas between labels, and close the braces.",
    example: { payload: 'queue_length{queue="a" 3\n' }
  }),
  "value-expected": unreadable({
    cause: "A line ends after the name and the labels.",
    fix: "Write the value after the series, separated by a blank.",
    example: { payload: "queue_length\n" }
  }),
  "value-invalid": unreadable({
    cause: "The value of a sample is not a number.",
    fix: "Write a number such as 12, 0.5, 1.2e9, +Inf or NaN, without a unit.",
    example: { payload: "backup_duration_seconds 12s\n" }
  }),
  "value-too-large": unreadable({
    cause: "The value of a sample is too large for a 64-bit float.",
    fix: "Write +Inf for infinity, or correct the value.",
    example: { payload: "queue_length 1e400\n" }
  }),
  "exemplar-unsupported": unreadable({
    cause: "A sample in the text format has an exemplar.",
    fix: "Leave the exemplar out, or send Content-Type: application/openmetrics-text.",
    example: { payload: 'runs_total 3 # {trace_id="1"} 1\n' }
  }),
  "timestamp-invalid": unreadable({
    cause: "Something that is not a timestamp follows the value.",
    fix: "Put each sample on its own line, and nothing after the value.",
    example: { payload: "queue_length 3 jobs\n" }
  }),
  "line-unfinished": unreadable({
    cause: "A line continues where it should end.",
    fix: "Put each sample on its own line.",
    example: { payload: "# TYPE queue_length gauge counter\n" }
  }),
  "exemplar-invalid": unreadable({
    cause: "An exemplar in OpenMetrics cannot be read.",
    fix: 'Write it as # {trace_id="1"} 0.5 after the value, or leave it out.',
    example: { format: "openmetrics", payload: "# TYPE runs counter\nruns_total 3 # 1\n# EOF\n" }
  }),
  "eof-missing": unreadable({
    cause: "A payload in OpenMetrics does not end with the line # EOF, so it may have been cut short.",
    fix: "Send the whole payload, with the line # EOF at its end.",
    example: { format: "openmetrics", payload: "queue_length 3\n" }
  }),
  "text-after-eof": unreadable({
    cause: "Something follows the line # EOF of a payload in OpenMetrics.",
    fix: "Move the line # EOF to the end, and send it once.",
    example: { format: "openmetrics", payload: "# EOF\nqueue_length 3\n" }
  }),
  "json-invalid": unreadable({
    cause: "The payload is not JSON.",
    fix: "Correct the syntax at the place that detail names.",
    example: { format: "json", payload: '{"queue_length": 3,}' }
  }),
  "key-forbidden": unreadable({
    cause: "A JSON object has a key that can change what other keys mean, such as __proto__.",
    fix: "Rename or remove the key.",
    example: { format: "json", payload: '{"__proto__": 1}' }
  }),
  "wire-type-wrong": unreadable({
    cause: "A protobuf field has another wire type than the schema gives it.",
    fix: "Send length-delimited messages of io.prometheus.client.MetricFamily.",
    example: { format: "protobuf", payload: "020801", notation: "hex" }
  }),
  "wire-type-unsupported": unreadable({
    cause: "A protobuf field has a wire type other than 0, 1, 2 and 5.",
    fix: "Send length-delimited messages of io.prometheus.client.MetricFamily, without groups.",
    example: { format: "protobuf", payload: "017b", notation: "hex" }
  }),
  "field-number-invalid": unreadable({
    cause: "A protobuf field has the number 0.",
    fix: "Send length-delimited messages of io.prometheus.client.MetricFamily, uncompressed or with its Content-Encoding.",
    example: { format: "protobuf", payload: "020001", notation: "hex" }
  }),
  "message-truncated": unreadable({
    cause: "A protobuf message, string or number is longer than the bytes that are left for it.",
    fix: "Send the payload whole, with the length of each message before it.",
    example: { format: "protobuf", payload: "0a0a0161", notation: "hex" }
  }),
  "number-too-long": unreadable({
    cause: "A protobuf number has more than 64 bits.",
    fix: "Send length-delimited messages of io.prometheus.client.MetricFamily.",
    example: { format: "protobuf", payload: "ffffffffffffffffffffff01", notation: "hex" }
  })
};
var DECODE_WARNINGS = {
  "payload-empty": warning({
    cause: "The payload has no metrics: PUT leaves the group without metrics, POST only renews its push time.",
    fix: "Send metrics, or DELETE the group to remove it.",
    example: { payload: "" }
  }),
  "byte-order-mark": warning({
    cause: "The payload starts with a byte order mark, which was ignored.",
    fix: "Write the file as UTF-8 without a byte order mark.",
    example: { payload: "\uFEFFqueue_length 3\n" }
  }),
  "final-newline-missing": warning({
    cause: "The last line has no newline at its end. It was read, but it may have been cut short.",
    fix: "End the payload with a newline.",
    example: { payload: "queue_length 3" }
  }),
  "carriage-returns": warning({
    cause: "Lines end with a carriage return, which was ignored.",
    fix: "End lines with only a line feed.",
    example: { payload: "queue_length 3\r\n" }
  }),
  "trailing-blanks": warning({
    cause: "Lines end with blanks, which were ignored.",
    fix: "Remove the blanks.",
    example: { payload: "queue_length 3 \n" }
  }),
  "type-unknown-as-untyped": warning({
    cause: "A TYPE of the text format is unknown, which only OpenMetrics has. It was read as untyped.",
    fix: "Write untyped, or better the type that the metric has.",
    example: { payload: "# TYPE queue_length unknown\nqueue_length 3\n" }
  }),
  "empty-lines": warning({
    cause: "A payload in OpenMetrics has empty lines, which were ignored.",
    fix: "Remove the empty lines.",
    example: { format: "openmetrics", payload: "queue_length 3\n\n# EOF\n" }
  }),
  comments: warning({
    cause: "A payload in OpenMetrics has comments other than HELP, TYPE, UNIT and EOF, which were ignored.",
    fix: "Remove the comments.",
    example: { format: "openmetrics", payload: "# made by a script\nqueue_length 3\n# EOF\n" }
  }),
  "unit-not-in-name": warning({
    cause: "The name of a metric in OpenMetrics does not end with its UNIT. The unit was left out.",
    fix: "End the name with the unit, as in backup_duration_seconds.",
    example: {
      format: "openmetrics",
      payload: "# TYPE backup_duration gauge\n# UNIT backup_duration seconds\nbackup_duration 3\n# EOF\n"
    }
  })
};

// lambda/model/issues/store.ts
var conflict = (entry) => ({
  stage: "store",
  problem: "contract-conflict",
  ...entry
});
var STORE_ISSUES = {
  "type-conflict": conflict({
    cause: "A metric of this name is pushed with another type, or another metric exposes this name.",
    fix: "Push the metric with the existing type, or rename it.",
    example: {
      after: [
        { path: "/metrics/job/backup/instance/a", payload: "# TYPE runs_total counter\nruns_total 3\n" }
      ],
      client: 'grants: [{ methods: [PUT], job: backup, grouping: { "instance?": "*" }, metrics: ["*"] }]',
      payload: "# TYPE runs_total gauge\nruns_total 3\n"
    }
  }),
  "type-reserved": conflict({
    cause: "The Pushgateway exposes a metric of this name itself, with another type.",
    fix: "Rename the metric.",
    example: { payload: "# TYPE process_cpu_seconds_total gauge\nprocess_cpu_seconds_total 3\n" }
  }),
  "label-side-conflict": conflict({
    cause: "A series has the same label in the payload as another group of the job has in its grouping key, so that the two can be equal.",
    fix: "Put the label into the grouping key of both groups, or rename it in the payload.",
    example: {
      after: [{ path: "/metrics/job/backup/instance/a", payload: "queue_length 3\n" }],
      client: 'grants: [{ methods: [PUT], job: backup, grouping: { "instance?": "*" }, metrics: ["*"] }]',
      payload: 'queue_length{instance="a"} 3\n'
    }
  }),
  "adopted-counter-value": conflict({
    cause: "An untyped sample is negative or NaN, and another push has the metric as a counter.",
    fix: "Push a number that is not negative, or rename the metric.",
    example: {
      after: [
        { path: "/metrics/job/backup/instance/a", payload: "# TYPE runs_total counter\nruns_total 3\n" }
      ],
      client: 'grants: [{ methods: [PUT], job: backup, grouping: { "instance?": "*" }, metrics: ["*"] }]',
      payload: "runs_total -1\n"
    }
  })
};

// lambda/model/issues.ts
var ISSUES = {
  ...DECODE_ISSUES,
  ...DECODE_WARNINGS,
  ...AUTHORIZE_ISSUES,
  ...STORE_ISSUES
};

// lambda/validate/rules/bucket-bound-invalid.ts
var bucketBoundInvalid = {
  code: "bucket-bound-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "the upper bound of a bucket is a number",
  reason: "the Pushgateway refuses other texts, and drops a bucket with the bound NaN silently",
  source: "prometheus/common expfmt/text_parse.go, startLabelValue; tried on Pushgateway 1.11.3",
  fix: 'Write the upper bound as a number, as in le="0.5" or le="+Inf".',
  good: `# TYPE h histogram
h_bucket{le="0.5"} 1
h_bucket{le="+Inf"} 1
h_sum 1
h_count 1`,
  bad: `# TYPE h histogram
h_bucket{le="half"} 1
h_bucket{le="+Inf"} 1
h_sum 1
h_count 1`,
  describe: ({ found }) => `the upper bound ${quote(found)} of a bucket is not a number; expected one such as 0.5 or +Inf`,
  inspectHistograms(family, _push, report2) {
    for (const { buckets } of family.metrics) {
      for (const { upperBound, at: at2 } of buckets) {
        if (Number.isNaN(upperBound)) {
          report2(
            at2,
            family.name,
            () => "the upper bound of a bucket is NaN; expected a number such as 0.5 or +Inf"
          );
        }
      }
    }
  }
};

// lambda/validate/rules/bucket-count-mismatch.ts
var bucketCountMismatch = {
  code: "bucket-count-mismatch",
  severity: "error",
  isRelaxable: true,
  requirement: "the +Inf bucket of a histogram equals its count, and no bucket exceeds it",
  reason: "both count all observations; if they differ, averages and quantiles contradict each other",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: "Make the +Inf bucket and the count equal.",
  good: `# TYPE h histogram
h_bucket{le="+Inf"} 5
h_sum 9
h_count 5`,
  bad: `# TYPE h histogram
h_bucket{le="+Inf"} 5
h_sum 9
h_count 4`,
  inspectHistograms(family, _push, report2) {
    for (const { buckets, count: count2 } of family.metrics) {
      const last2 = buckets.at(-1);
      if (last2 !== void 0 && count2 !== void 0 && contradicts(last2, count2)) {
        report2(
          last2.at,
          family.name,
          () => `the bucket up to ${showNumber(last2.upperBound)} of the histogram ${quote(family.name)} counts ${showNumber(last2.cumulativeCount)}, but its _count is ${showNumber(count2)}; the +Inf bucket and _count are the same number`
        );
      }
    }
  }
};
var contradicts = ({ upperBound, cumulativeCount }, count2) => upperBound === Number.POSITIVE_INFINITY ? cumulativeCount !== count2 : cumulativeCount > count2;

// lambda/validate/rules/bucket-infinite-missing.ts
var bucketInfiniteMissing = {
  code: "bucket-infinite-missing",
  severity: "error",
  isRelaxable: true,
  requirement: 'a histogram in text has a bucket with le="+Inf"',
  reason: "without it a reader cannot know whether the histogram is complete",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: 'Add the bucket le="+Inf", which equals the count.',
  good: `# TYPE h histogram
h_bucket{le="1"} 1
h_bucket{le="+Inf"} 1
h_sum 1
h_count 1`,
  bad: `# TYPE h histogram
h_bucket{le="1"} 1
h_sum 1
h_count 1`,
  inspectHistograms(family, { format }, report2) {
    if (!format.infersInfiniteBucket) {
      for (const { buckets, at: at2 } of family.metrics) {
        const last2 = buckets.at(-1);
        if (last2?.upperBound !== Number.POSITIVE_INFINITY) {
          report2(
            last2?.at ?? at2,
            family.name,
            () => `the histogram ${quote(family.name)} has no bucket with le="+Inf"; add it with the count of all observations`
          );
        }
      }
    }
  }
};

// lambda/validate/rules/bucket-not-cumulative.ts
var bucketNotCumulative = {
  code: "bucket-not-cumulative",
  severity: "error",
  isRelaxable: true,
  requirement: "a bucket counts at least as much as the one below it",
  reason: "a bucket counts everything at or below its bound. If a count is lower than the one before, histogram_quantile() returns wrong values",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: "Count in each bucket all observations up to its upper bound.",
  good: `# TYPE h histogram
h_bucket{le="1"} 3
h_bucket{le="+Inf"} 5
h_sum 9
h_count 5`,
  bad: `# TYPE h histogram
h_bucket{le="1"} 3
h_bucket{le="+Inf"} 2
h_sum 9
h_count 2`,
  inspectHistograms(family, _push, report2) {
    for (const { buckets } of family.metrics) {
      let below = Number.NEGATIVE_INFINITY;
      for (const { upperBound, cumulativeCount, at: at2 } of buckets) {
        if (cumulativeCount < below) {
          const before2 = below;
          report2(
            at2,
            family.name,
            () => `the bucket up to ${showNumber(upperBound)} of the histogram ${quote(family.name)} counts ${showNumber(cumulativeCount)}, less than the ${showNumber(before2)} of the bucket below it; buckets are cumulative: count everything at or below the bound`
          );
        }
        below = cumulativeCount;
      }
    }
  }
};

// lambda/validate/rules/bucket-repeated.ts
var bucketRepeated = {
  code: "bucket-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "the upper bounds of a histogram's buckets are different numbers",
  reason: "bounds that are equal but written differently pass the Pushgateway's check and give Prometheus duplicate samples",
  source: "tried on Pushgateway 1.11.3",
  fix: "Keep one bucket for each upper bound.",
  good: `# TYPE h histogram
h_bucket{le="1"} 1
h_bucket{le="+Inf"} 1
h_sum 1
h_count 1`,
  bad: `# TYPE h histogram
h_bucket{le="1"} 1
h_bucket{le="1.0"} 1
h_bucket{le="+Inf"} 1
h_sum 1
h_count 1`,
  inspectHistograms(family, _push, report2) {
    for (const { buckets } of family.metrics) {
      let last2;
      for (const { upperBound, at: at2 } of buckets) {
        if (upperBound === last2) {
          report2(
            at2,
            family.name,
            () => `the histogram ${quote(family.name)} has two buckets with the upper bound ${showNumber(upperBound)} (bounds are compared as numbers: "1" is "1.0"); keep one`
          );
        }
        last2 = upperBound;
      }
    }
  }
};

// lambda/validate/rules/bucket-without-le.ts
var bucketWithoutLe = {
  code: "bucket-without-le",
  severity: "error",
  isRelaxable: false,
  requirement: "every bucket of a histogram has its upper bound as label le",
  reason: "the Pushgateway drops such a bucket silently",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: 'Give every bucket its upper bound, as in le="0.5".',
  good: `# TYPE h histogram
h_bucket{le="+Inf"} 1
h_sum 1
h_count 1`,
  bad: `# TYPE h histogram
h_bucket 1
h_bucket{le="+Inf"} 1
h_sum 1
h_count 1`,
  describe: ({ family }) => `a bucket of the histogram ${quote(family)} has no label "le"; add its upper bound, as in le="0.5"`
};

// lambda/validate/rules/count-invalid.ts
var countInvalid = {
  code: "count-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "counts of histograms and buckets are finite numbers that are not negative. Counts of summaries are also whole and below 2^64",
  reason: "the Pushgateway refuses a negative count of a histogram, and turns the count of a summary into another whole number",
  source: "prometheus/common expfmt/text_parse.go, readingValue",
  fix: "Push counts as whole numbers that are not negative.",
  good: `# TYPE s summary
s_sum 1.5
s_count 2`,
  bad: `# TYPE s summary
s_sum 1.5
s_count 1.5`,
  inspectHistograms(family, _push, report2) {
    for (const { buckets, count: count2, at: at2, countAt = at2 } of family.metrics) {
      for (const bucket of buckets) {
        if (!isCount(bucket.cumulativeCount)) {
          report2(
            bucket.at,
            family.name,
            () => `the bucket up to ${showNumber(bucket.upperBound)} of the histogram ${quote(family.name)} counts ${showNumber(bucket.cumulativeCount)}; expected a finite number that is not negative`
          );
        }
      }
      if (count2 !== void 0 && !isCount(count2)) {
        report2(
          countAt,
          family.name,
          () => `the count of the histogram ${quote(family.name)} is ${showNumber(count2)}; expected a finite number that is not negative`
        );
      }
    }
  },
  inspectSummaries(family, _push, report2) {
    for (const { count: count2, at: at2, countAt = at2 } of family.metrics) {
      if (count2 !== void 0 && !isWholeCount(count2)) {
        report2(
          countAt,
          family.name,
          () => `the count of the summary ${quote(family.name)} is ${showNumber(count2)}; expected a whole number from 0 to below 2^64`
        );
      }
    }
  }
};
var isCount = (count2) => count2 >= 0 && count2 < Number.POSITIVE_INFINITY;
var isWholeCount = (count2) => Number.isInteger(count2) && count2 >= 0 && count2 < 2 ** 64;

// lambda/validate/rules/counter-value-invalid.ts
var counterValueInvalid = {
  code: "counter-value-invalid",
  severity: "error",
  isRelaxable: true,
  requirement: "a counter is a number that is not negative",
  reason: "rate() and increase() treat every decrease as a counter reset, so their results would be wrong",
  source: "https://prometheus.io/docs/concepts/metric_types/#counter",
  fix: "Push a number that is not negative, or make the metric a gauge.",
  good: `# TYPE requests_total counter
requests_total 3`,
  bad: `# TYPE requests_total counter
requests_total -3`,
  inspectCounters(family, _push, report2) {
    for (const { value, at: at2 } of family.metrics) {
      if (!(value >= 0)) {
        report2(
          at2,
          family.name,
          () => `the counter ${quote(family.name)} is ${showNumber(value)}; a counter is a number that is not negative: push a gauge if it can fall`
        );
      }
    }
  }
};

// lambda/validate/timestamps.ts
var isTimestampSince1970 = (timestamp) => timestamp.seconds >= 0 && isTimestamp(timestamp);
var isTimestamp = ({ seconds, nanos }) => seconds >= MIN_SECONDS && seconds <= MAX_SECONDS && nanos >= 0 && nanos <= MAX_NANOS;
var isInFuture = (timestamp, nowMs) => isTimestamp(timestamp) && timestamp.seconds * 1e3 > nowMs + TOLERANCE_MS;
var showTimestamp = ({ seconds, nanos }) => nanos === 0 ? String(seconds) : `${seconds} seconds and ${nanos} nanoseconds`;
var MIN_SECONDS = -62135596800;
var MAX_SECONDS = 253402300799;
var MAX_NANOS = 999999999;
var TOLERANCE_MS = 10 * 60 * 1e3;

// lambda/validate/rules/created-in-future.ts
var createdInFuture = {
  code: "created-in-future",
  severity: "error",
  isRelaxable: true,
  requirement: "the created timestamp of a series is at most ten minutes in the future",
  reason: "Prometheus ignores a created timestamp that is later than the sample, so increase() misses the start",
  source: "prometheus/prometheus storage/interface.go, ErrSTNewerThanSample; scrape/scrape.go, maxAheadTime",
  fix: "Set the clock of the machine that pushes.",
  good: `# TYPE runs counter
runs_total 3
runs_created 1700000000.5
# EOF
`,
  bad: `# TYPE runs counter
runs_total 3
runs_created 99999999999
# EOF
`,
  exampleFormat: "openmetrics",
  inspectCreated(created, { name: name3 }, { at: at2 }, report2, { nowMs }) {
    if (isInFuture(created, nowMs)) {
      report2(
        at2,
        name3,
        () => `a series of ${quote(name3)} was created at ${showTimestamp(created)}, which is in the future; expected the time at which it began to count`
      );
    }
  }
};

// lambda/validate/rules/created-invalid.ts
var createdInvalid = {
  code: "created-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "the created timestamp of a series is in the years 1 to 9999, with nanoseconds below one second",
  reason: "other numbers are not times, and readers convert them differently",
  source: "https://protobuf.dev/reference/protobuf/google.protobuf/#timestamp",
  fix: "Push seconds since 1970-01-01 UTC; milliseconds are divided by 1000.",
  good: `# TYPE runs counter
runs_total 3
runs_created 1700000000.5
# EOF
`,
  bad: `# TYPE runs counter
runs_total 3
runs_created 1700000000500
# EOF
`,
  exampleFormat: "openmetrics",
  inspectCreated(created, { name: name3 }, { at: at2 }, report2) {
    if (!isTimestamp(created)) {
      report2(
        at2,
        name3,
        () => `a series of ${quote(name3)} was created at ${showTimestamp(created)}; expected seconds since 1970 in the years 1 to 9999, with nanoseconds from 0 to 999999999`
      );
    }
  }
};

// lambda/validate/rules/created-misplaced.ts
var createdMisplaced = {
  code: "created-misplaced",
  severity: "error",
  isRelaxable: false,
  requirement: "a created timestamp belongs to a counter, a histogram or a summary that is in the payload",
  reason: "the formats that Prometheus scrapes have created timestamps only there. Others would be lost",
  source: "https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md#counter-1",
  fix: "Push the sample with the same labels, or leave the created timestamp out.",
  good: `# TYPE runs counter
runs_total{queue="a"} 3
runs_created{queue="a"} 1700000000.5
# EOF
`,
  bad: `# TYPE runs counter
runs_total{queue="a"} 3
runs_created{queue="b"} 1700000000.5
# EOF
`,
  exampleFormat: "openmetrics",
  describe: ({ family }) => `${quote(family)} has a created timestamp, but no counter, histogram or summary with the same labels; push that sample, too, or leave the timestamp out`
};

// lambda/validate/rules/exemplar-in-future.ts
var exemplarInFuture = {
  code: "exemplar-in-future",
  severity: "error",
  isRelaxable: true,
  requirement: "the timestamp of an exemplar is at most ten minutes in the future",
  reason: "Prometheus stores exemplars in the order of their timestamps, and would drop all later ones until that time",
  source: "prometheus/prometheus tsdb/exemplar.go, ErrOutOfOrderExemplar; scrape/scrape.go, maxAheadTime",
  fix: "Set the clock of the machine that pushes, or leave the timestamp out.",
  good: `# TYPE runs counter
runs_total 3 # {trace_id="1"} 1 1700000000.5
# EOF
`,
  bad: `# TYPE runs counter
runs_total 3 # {trace_id="1"} 1 99999999999
# EOF
`,
  exampleFormat: "openmetrics",
  inspectExemplar({ timestamp }, { name: name3 }, { at: at2 }, report2, { nowMs }) {
    if (timestamp !== void 0 && isInFuture(timestamp, nowMs)) {
      report2(
        at2,
        name3,
        () => `an exemplar of ${quote(name3)} has the timestamp ${showTimestamp(timestamp)}, which is in the future; expected the time of its observation`
      );
    }
  }
};

// lambda/validate/rules/exemplar-label-invalid.ts
var exemplarLabelInvalid = {
  code: "exemplar-label-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "every label of an exemplar has a name, and no name occurs twice",
  reason: "a label without a name or with two values does not lead to a trace",
  source: "https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md#labelset",
  fix: "Name each label once.",
  good: `# TYPE runs counter
runs_total 3 # {trace_id="1",span_id="2"} 1
# EOF
`,
  bad: `# TYPE runs counter
runs_total 3 # {trace_id="1",trace_id="2"} 1
# EOF
`,
  exampleFormat: "openmetrics",
  inspectExemplar({ labels: { names } }, { name: family }, { at: at2 }, report2) {
    const invalid = findInvalid(names);
    if (invalid !== void 0) {
      report2(
        at2,
        family,
        () => invalid === "" ? `an exemplar of ${quote(family)} has a label without a name; expected a name such as trace_id` : `an exemplar of ${quote(family)} has the label ${quote(invalid)} twice; expected it once`
      );
    }
  }
};
var findInvalid = (names) => {
  let before2;
  for (const name3 of names) {
    if (name3 === "" || name3 === before2) {
      return name3;
    }
    before2 = name3;
  }
  return void 0;
};

// lambda/validate/rules/exemplar-labels-too-long.ts
var exemplarLabelsTooLong = {
  code: "exemplar-labels-too-long",
  severity: "error",
  isRelaxable: true,
  requirement: "the names and values of an exemplar's labels have at most 128 characters together",
  reason: "Prometheus drops a longer exemplar silently",
  source: "https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md#exemplars; prometheus/prometheus model/exemplar/exemplar.go, ExemplarMaxLabelSetLength",
  fix: "Keep what identifies the trace, such as trace_id, and leave the other labels out.",
  good: `# TYPE runs counter
runs_total 3 # {trace_id="4bf92f3577b34da6a3ce929d0e0e4736"} 1
# EOF
`,
  bad: `# TYPE runs counter
runs_total 3 # {trace_id="${"4bf92f35".repeat(16)}"} 1
# EOF
`,
  exampleFormat: "openmetrics",
  inspectExemplar({ labels }, { name: name3 }, { at: at2 }, report2) {
    if (countUnits(labels.names) + countUnits(labels.values) <= MAX_CHARACTERS3) {
      return;
    }
    const characters = countCharacters(labels.names) + countCharacters(labels.values);
    if (characters > MAX_CHARACTERS3) {
      report2(
        at2,
        name3,
        () => `the labels of an exemplar of ${quote(name3)} have ${characters} characters; expected at most ${MAX_CHARACTERS3}, names and values together`
      );
    }
  }
};
var MAX_CHARACTERS3 = 128;
var countUnits = (texts) => {
  let units = 0;
  for (const text of texts) {
    units += text.length;
  }
  return units;
};
var countCharacters = (texts) => {
  let characters = 0;
  for (const text of texts) {
    for (const _ of text) {
      characters++;
    }
  }
  return characters;
};

// lambda/validate/rules/exemplar-misplaced.ts
var exemplarMisplaced = {
  code: "exemplar-misplaced",
  severity: "error",
  isRelaxable: false,
  requirement: "only counters, buckets and native histograms have exemplars",
  reason: "the formats that Prometheus scrapes have exemplars only there. Others would be lost",
  source: "https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md#exemplars; prometheus/client_model metrics.proto",
  fix: "Leave the exemplar out, or put it on the counter or the bucket.",
  good: `# TYPE runs counter
runs_total 3 # {trace_id="1"} 1
# EOF
`,
  bad: `# TYPE queue_length gauge
queue_length 3 # {trace_id="1"} 1
# EOF
`,
  exampleFormat: "openmetrics",
  describe: ({ family }) => describeMisplaced(family),
  inspectExemplar(_exemplar, { name: name3 }, { at: at2, isMisplaced }, report2) {
    if (isMisplaced) {
      report2(at2, name3, () => describeMisplaced(name3));
    }
  }
};
var describeMisplaced = (name3) => `${quote(name3)} has an exemplar where none can be; expected it on a counter, on a bucket, or on a native histogram`;

// lambda/validate/rules/exemplar-outside-bucket.ts
var exemplarOutsideBucket = {
  code: "exemplar-outside-bucket",
  severity: "error",
  isRelaxable: true,
  requirement: "the value of an exemplar in a classic bucket is above the bound of the bucket below, and at most the bound of its own bucket",
  reason: "an exemplar is an example of an observation in its bucket. This one would lead to a trace of another bucket",
  source: "https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md#exemplars-1",
  fix: "Put the exemplar into the lowest bucket that counts its observation.",
  good: `# TYPE h histogram
h_bucket{le="1"} 1 # {trace_id="1"} 0.5
h_bucket{le="+Inf"} 2 # {trace_id="2"} 7
h_sum 7.5
h_count 2
# EOF
`,
  bad: `# TYPE h histogram
h_bucket{le="1"} 1 # {trace_id="1"} 0.5
h_bucket{le="+Inf"} 2 # {trace_id="2"} 0.5
h_sum 7.5
h_count 2
# EOF
`,
  exampleFormat: "openmetrics",
  inspectExemplar({ value }, { name: name3 }, { at: at2, bucket }, report2) {
    if (bucket !== void 0 && !isIn(bucket, value)) {
      const { above, upperBound } = bucket;
      report2(
        at2,
        name3,
        () => `the bucket up to ${showNumber(upperBound)} of the histogram ${quote(name3)} has an exemplar of ${showNumber(value)}; expected a value above ${showNumber(above)} and at most ${showNumber(upperBound)}`
      );
    }
  }
};
var isIn = ({ above, upperBound }, value) => Number.isNaN(value) ? upperBound === Number.POSITIVE_INFINITY : (value > above || above === Number.NEGATIVE_INFINITY) && value <= upperBound;

// lambda/validate/rules/exemplar-timestamp-invalid.ts
var exemplarTimestampInvalid = {
  code: "exemplar-timestamp-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "the timestamp of an exemplar is in the years 1970 to 9999, with nanoseconds below one second",
  reason: "other numbers are not times, and Prometheus drops an exemplar from before 1970 silently",
  source: "https://protobuf.dev/reference/protobuf/google.protobuf/#timestamp; tried on Prometheus 3.16",
  fix: "Push seconds since 1970-01-01 UTC; milliseconds are divided by 1000.",
  good: `# TYPE runs counter
runs_total 3 # {trace_id="1"} 1 1700000000.5
# EOF
`,
  bad: `# TYPE runs counter
runs_total 3 # {trace_id="1"} 1 1700000000500
# EOF
`,
  exampleFormat: "openmetrics",
  inspectExemplar({ timestamp }, { name: name3 }, { at: at2 }, report2) {
    if (timestamp !== void 0 && !isTimestampSince1970(timestamp)) {
      report2(
        at2,
        name3,
        () => `an exemplar of ${quote(name3)} has the timestamp ${showTimestamp(timestamp)}; expected seconds since 1970, up to the year 9999, with nanoseconds from 0 to 999999999`
      );
    }
  }
};

// lambda/validate/rules/exemplar-timestamp-missing.ts
var exemplarTimestampMissing = {
  code: "exemplar-timestamp-missing",
  severity: "error",
  isRelaxable: true,
  requirement: "exemplars of a native histogram have timestamps",
  reason: "Prometheus drops such an exemplar silently, because it cannot know whether it has scraped the exemplar before",
  source: "prometheus/client_model metrics.proto, exemplars; prometheus/prometheus scrape/scrape.go",
  fix: "Give the exemplar the time of its observation.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 1 } positive_delta: 1 exemplars { label { name: "trace_id" value: "1" } value: 1 timestamp { seconds: 1700000000 } } } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 1 } positive_delta: 1 exemplars { label { name: "trace_id" value: "1" } value: 1 } } }`,
  exampleFormat: "protobuf",
  inspectExemplar({ timestamp }, { name: name3 }, { at: at2, isOfNative }, report2) {
    if (isOfNative && timestamp === void 0) {
      report2(
        at2,
        name3,
        () => `an exemplar of the native histogram ${quote(name3)} has no timestamp; expected the time of its observation`
      );
    }
  }
};

// lambda/validate/rules/family-repeated.ts
var familyRepeated = {
  code: "family-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "a push has each family once",
  reason: "the Pushgateway keeps the last one and loses the others silently",
  source: "prometheus/pushgateway handler/push.go; tried on Pushgateway 1.11.3",
  fix: "Put all metrics of a name into one family.",
  good: `[{"name":"a","type":"gauge","metrics":[{"value":1},{"labels":{"b":"2"},"value":2}]}]`,
  bad: `[{"name":"a","type":"gauge","metrics":[{"value":1}]},{"name":"a","type":"gauge","metrics":[{"value":2}]}]`,
  exampleFormat: "json",
  inspectPush(families, _push, report2) {
    const seen = /* @__PURE__ */ new Set();
    for (const { name: name3, at: at2 } of families) {
      if (seen.has(name3)) {
        report2(at2, name3, () => `the family ${quote(name3)} is in the payload twice; put its metrics into one`);
      }
      seen.add(name3);
    }
  }
};

// lambda/validate/rules/help-after-samples.ts
var helpAfterSamples = {
  code: "help-after-samples",
  severity: "error",
  isRelaxable: true,
  requirement: "HELP comes before the first sample of its family",
  reason: "a reader of the payload finds it too late, and OpenMetrics forbids it",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#comments-help-text-and-type-information",
  fix: "Move the HELP line before the first sample of its family.",
  good: "# HELP a What a is.\na 1",
  bad: "a 1\n# HELP a What a is.",
  describe: ({ family, found }) => `the HELP ${quote(found)} comes after samples of ${quote(family)}; move it before the first one`
};

// lambda/validate/rules/help-repeated.ts
var helpRepeated = {
  code: "help-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "a family has one HELP",
  reason: "the Pushgateway refuses the payload",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#comments-help-text-and-type-information",
  fix: "Keep one HELP line for each family.",
  good: "# HELP a What a is.\na 1",
  bad: "# HELP a What a is.\n# HELP a What a is not.\na 1",
  describe: ({ family, found }) => `the HELP ${quote(found)} is the second one for ${quote(family)}; keep one`
};

// lambda/model/grouping-key.ts
var GroupingKey = class _GroupingKey {
  job;
  /** All labels except `job`, sorted by name. */
  labels;
  /** The canonical path below the Pushgateway's root. Equal keys have equal paths, so it also identifies the group. */
  path;
  constructor(job, labels) {
    this.job = job;
    this.labels = labels;
    this.path = labels.reduce(addComponents, `/metrics/job@base64/${toBase64Url(job)}`);
  }
  /**
   * Takes a key that is known to be valid: a job that is not empty, valid and unique label names. Labels with empty values
   * are dropped.
   */
  static of(job, labels) {
    const kept = labels.filter(({ value }) => value !== "");
    return new _GroupingKey(
      job,
      kept.sort((a, b) => a.name < b.name ? -1 : 1)
    );
  }
  /** The key of a canonical path, the inverse of {@link path}. Undefined if it is not canonical. */
  static ofPath(path) {
    const [empty, metrics, ...components] = path.split("/");
    if (empty !== "" || metrics !== "metrics") {
      return void 0;
    }
    const labels = [];
    for (let index = 0; index + 1 < components.length; index += 2) {
      const name3 = components[index].replace(/@base64$/, "");
      labels.push({ name: name3, value: Buffer.from(components[index + 1], "base64url").toString("utf8") });
    }
    const [job, ...others] = labels;
    const key = job?.name === "job" ? _GroupingKey.of(job.value, others) : void 0;
    return key?.path === path ? key : void 0;
  }
  /** The value of a label of the key, including `job`; undefined if it is not in the key. */
  get(name3) {
    if (name3 === "job") {
      return this.job;
    }
    for (const label of this.labels) {
      if (label.name === name3) {
        return label.value;
      }
    }
    return void 0;
  }
};
var addComponents = (path, { name: name3, value }) => `${path}/${name3}@base64/${toBase64Url(value)}`;
var toBase64Url = (text) => Buffer.from(text, "utf8").toString("base64url");
var OWN_JOB = "pushgateway-proxy";

// lambda/validate/rules/job-reserved.ts
var jobReserved = {
  code: "job-reserved",
  severity: "error",
  isRelaxable: false,
  requirement: "the job is neither the scrape job of Prometheus nor that of the proxy (pushgateway-proxy)",
  reason: "the pushed series would be mixed with those of the Pushgateway and of its scrape, or with those of the proxy",
  source: "https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config (honor_labels)",
  fix: "Push under another job, or let the operator change the scrape job in proxy.yaml.",
  good: `# PUT /metrics/job/nightly-backup
backup_success 1`,
  bad: `# PUT /metrics/job/pushgateway
backup_success 1`,
  inspectPush(_families, { key, scrapeJob }, report2) {
    if (key.job === scrapeJob || key.job === OWN_JOB) {
      const whose = key.job === OWN_JOB ? "the proxy's own metrics" : "the Pushgateway's own scrape";
      report2(
        void 0,
        void 0,
        () => `the job ${quote(key.job)} is reserved for ${whose}; push under another job`
      );
    }
  }
};

// lambda/validate/rules/json-shape.ts
var jsonShape = {
  code: "json-shape",
  severity: "error",
  isRelaxable: false,
  requirement: "JSON is a list of families, or an object of names and numbers",
  reason: "JSON with another shape cannot be read as metrics",
  source: "https://github.com/prometheus/pushgateway#query-api (the shape of /api/v1/metrics)",
  fix: "Send a list of families as in openapi.yaml, or an object of metric names and numbers.",
  good: `{"build_duration_seconds": 42.5}`,
  bad: `[{"name":"a","type":"gauge","metrics":[{"labels":{"b":1},"value":1}]}]`,
  exampleFormat: "json",
  describe: ({ found }) => found
};

// lambda/validate/rules/key-repeated.ts
var keyRepeated = {
  code: "key-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "an object in JSON has each key once",
  reason: "a JSON parser keeps only the last of the values and loses the others silently",
  source: "RFC 8259, section 4",
  fix: "Keep one of the keys.",
  good: `{"builds_failed": 1, "builds_passed": 2}`,
  bad: `{"builds_failed": 1, "builds_failed": 2}`,
  exampleFormat: "json",
  describe: ({ found }) => `the key ${quote(found)} is in one object twice; keep one of them`
};

// lambda/validate/rules/key-unknown.ts
var keyUnknown = {
  code: "key-unknown",
  severity: "error",
  isRelaxable: false,
  requirement: "objects in JSON have only the documented keys",
  reason: "the value of an unknown key, perhaps a misspelt one, would be lost silently",
  source: "https://github.com/prometheus/pushgateway#query-api (the shape of /api/v1/metrics)",
  fix: "Correct or remove the key.",
  good: `[{"name":"a","type":"gauge","metrics":[{"labels":{"b":"c"},"value":1}]}]`,
  bad: `[{"name":"a","type":"gauge","metrics":[{"label":{"b":"c"},"value":1}]}]`,
  exampleFormat: "json",
  describe: ({ found }) => `the key ${quote(found)} is not known here; correct or remove it`
};

// lambda/validate/rules/label-misplaced.ts
var labelMisplaced = {
  code: "label-misplaced",
  severity: "error",
  isRelaxable: false,
  requirement: "a histogram has le on its buckets only, a summary has quantile on its quantiles only",
  reason: "a bucket would be exposed with two labels of the same name, for which Prometheus drops the whole target",
  source: 'tried on Pushgateway 1.11.3 and Prometheus 3: label name "le" is not unique',
  fix: "Leave le and quantile out of _sum and _count.",
  good: `# TYPE h histogram
h_bucket{le="+Inf"} 1
h_sum 1
h_count 1`,
  bad: `# TYPE h histogram
h_bucket{le="+Inf"} 1
h_sum{le="+Inf"} 1
h_count 1`,
  describe: ({ found }) => describeMisplaced2(found),
  judgeLabelName(name3, type) {
    return name3 === reservedLabelOf(type) ? describeMisplaced2(name3) : void 0;
  }
};
var reservedLabelOf = (type) => {
  if (type === "summary") {
    return "quantile";
  }
  return type === "histogram" || type === "gaugehistogram" ? "le" : void 0;
};
var describeMisplaced2 = (label) => label === "le" ? 'the label "le" is for the buckets of a histogram only; rename or remove it here' : 'the label "quantile" is for the quantiles of a summary only; rename or remove it here';

// lambda/validate/rules/label-name-invalid.ts
var labelNameInvalid = {
  code: "label-name-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "a label has a name",
  reason: "with one such label a Pushgateway without its consistency check answers every scrape with an error (500)",
  source: "https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels; tried on Pushgateway 1.11.3",
  fix: "Name the label.",
  good: `[{"name":"a","type":"gauge","metrics":[{"labels":{"disk_name":"x"},"value":1}]}]`,
  bad: `[{"name":"a","type":"gauge","metrics":[{"labels":{"":"x"},"value":1}]}]`,
  exampleFormat: "json",
  describe: () => EMPTY,
  judgeLabelName(name3) {
    return name3 === "" ? EMPTY : void 0;
  }
};
var EMPTY = "a label name is empty; a name is letters, digits and _, and does not start with a digit";

// lambda/validate/rules/label-name-reserved.ts
var labelNameReserved = {
  code: "label-name-reserved",
  severity: "error",
  isRelaxable: false,
  requirement: "no label name starts with __",
  reason: "such labels are Prometheus's own: the Pushgateway refuses them",
  source: "https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels",
  fix: "Rename the label so that it does not start with __.",
  good: `requests_total{address="10.0.0.1"} 1`,
  bad: `requests_total{__address__="10.0.0.1"} 1`,
  describe: ({ found }) => describeReserved(found),
  judgeLabelName(name3) {
    return name3.startsWith("__") ? describeReserved(name3) : void 0;
  }
};
var describeReserved = (name3) => `the label ${quote(name3)} is reserved: names that start with __ are Prometheus's own; rename the label`;

// lambda/model/exposition.ts
var METRIC_TYPES = [
  "counter",
  "gauge",
  "summary",
  "untyped",
  "histogram",
  "gaugehistogram"
];
var NO_LABELS = { names: [], values: [] };
var countSeries = (family) => {
  switch (family.type) {
    case "counter":
    case "gauge":
    case "untyped":
      return family.metrics.length;
    case "summary":
      return family.metrics.reduce((sum, { quantiles }) => sum + quantiles.length + 2, 0);
    case "histogram":
    case "gaugehistogram":
      return family.metrics.reduce((sum, { buckets }) => sum + bucketSeries(buckets) + 2, 0);
  }
};
var countAllSeries = (families) => families.reduce((sum, family) => sum + countSeries(family), 0);
var bucketSeries = (buckets) => infinityCountOf(buckets) === void 0 ? buckets.length + 1 : buckets.length;
var infinityCountOf = (buckets) => {
  const last2 = buckets.at(-1);
  return last2?.upperBound === Number.POSITIVE_INFINITY ? last2.cumulativeCount : void 0;
};
var exposedNames = (name3, type) => {
  switch (type) {
    case "counter":
    case "gauge":
    case "untyped":
      return [name3];
    case "summary":
      return [name3, `${name3}_count`, `${name3}_sum`];
    case "histogram":
    case "gaugehistogram":
      return [name3, `${name3}_bucket`, `${name3}_count`, `${name3}_sum`];
  }
};
var isLabelName = (name3) => LEGACY_NAME.test(name3);
var LEGACY_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
var isMetricName = (name3) => LEGACY_METRIC_NAME.test(name3);
var LEGACY_METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
var toWhole = (value) => value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;

// lambda/validate/escaped-names.ts
var MAX_LENGTH = 200;
var escapeName = (name3) => {
  let underscores = "";
  let values = "U__";
  let isFirst = true;
  for (const character of name3.slice(0, MAX_LENGTH)) {
    const isPlain = PLAIN.test(character) && !(isFirst && DIGIT.test(character));
    underscores += isPlain ? character : "_";
    values += toValue(character, isPlain);
    isFirst = false;
  }
  return { underscores, values };
};
var toValue = (character, isPlain) => {
  if (character === "_") {
    return "__";
  }
  return isPlain ? character : `_${character.codePointAt(0).toString(16)}_`;
};
var PLAIN = /[a-zA-Z0-9_:]/;
var DIGIT = /[0-9]/;

// lambda/validate/rules/label-name-utf8.ts
var labelNameUtf8 = {
  code: "label-name-utf8",
  severity: "error",
  isRelaxable: false,
  requirement: "a label name matches [a-zA-Z_][a-zA-Z0-9_]*",
  reason: "the Pushgateway writes the labels a.b and a_b both as a_b unless the scraper asks for allow-utf-8. A label that occurs twice makes the whole scrape fail. metric-name-utf8 says when such names would be safe",
  source: "https://prometheus.io/docs/instrumenting/escaping_schemes/; prometheus/common model/metric.go, EscapeName; tried on Pushgateway 1.11.3",
  fix: "Push the label under the escaped name that detail suggests, or rename it.",
  good: `[{"name":"a","type":"gauge","metrics":[{"labels":{"disk_name":"x"},"value":1}]}]`,
  bad: `[{"name":"a","type":"gauge","metrics":[{"labels":{"disk.name":"x"},"value":1}]}]`,
  exampleFormat: "json",
  describe: ({ found }) => describeName(found),
  judgeLabelName(name3) {
    return name3 === "" || isLabelName(name3) ? void 0 : describeName(name3);
  }
};
var describeName = (name3) => {
  const { underscores, values } = escapeName(name3);
  return `the label name ${quote(name3)} has characters other than letters, digits and _, or starts with a digit; push it as ${quote(underscores.replaceAll(":", "_"))}, or as ${quote(values.replaceAll(":", "_3a_"))}, from which the name can be restored`;
};

// lambda/validate/rules/label-overwritten.ts
var labelOverwritten = {
  code: "label-overwritten",
  severity: "warning",
  isRelaxable: true,
  requirement: "no series has a label of the grouping key",
  reason: "the grouping key overwrites it: the value in the body is lost",
  source: "https://github.com/prometheus/pushgateway#about-the-job-and-instance-labels",
  fix: "Leave the label out of the payload, or rename it.",
  good: `# PUT /metrics/job/backup/instance/a
runs_total{disk="1"} 1`,
  bad: `# PUT /metrics/job/backup/instance/a
runs_total{instance="b"} 1`,
  inspectShapes(shapes, family, { key }, report2) {
    let reported;
    for (const { names, at: at2 } of shapes) {
      for (const name3 of names) {
        if (key.get(name3) !== void 0 && name3 !== reported) {
          reported = name3;
          report2(
            at2,
            family.name,
            () => `the label ${quote(name3)} of ${quote(family.name)} is overwritten by the grouping key; leave it out`
          );
        }
      }
    }
  }
};

// lambda/validate/rules/label-repeated.ts
var labelRepeated = {
  code: "label-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "a series has each label once",
  reason: "it is not known which value is meant. The Pushgateway refuses the payload",
  source: "prometheus/common expfmt/text_parse.go, startLabelName",
  fix: "Keep one of the labels.",
  good: `a{b="1",c="2"} 1`,
  bad: `a{b="1",b="2"} 1`,
  describe: ({ found }) => `the label ${quote(found)} is in one series twice; keep one of them`
};

// lambda/validate/rules/lint-camel-case.ts
var lintCamelCase = {
  code: "lint-camel-case",
  severity: "warning",
  isRelaxable: true,
  requirement: "names of metrics and labels are in snake_case",
  reason: "names of Prometheus metrics are in snake_case by convention, and they are case-sensitive",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "Write the name in snake_case.",
  good: `queue_length{queue_name="a"} 3`,
  bad: `queueLength{queueName="a"} 3`,
  judgeName(name3) {
    return describeCamelCase("name", name3);
  },
  judgeLabelName(name3) {
    return describeCamelCase("label", name3);
  }
};
var CAMEL_CASE = /[a-z][A-Z]/;
var describeCamelCase = (what, name3) => CAMEL_CASE.test(name3) ? `the ${what} ${quote(name3)} is in camelCase; write it in snake_case` : void 0;

// lambda/validate/rules/lint-colon-in-name.ts
var lintColonInName = {
  code: "lint-colon-in-name",
  severity: "warning",
  isRelaxable: true,
  requirement: "names of metrics have no colon",
  reason: "colons are for the names of recording rules",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint); https://prometheus.io/docs/practices/rules/#naming",
  fix: "Write _ instead of the colon.",
  good: `app_requests_total 3`,
  bad: `app:requests_total 3`,
  judgeName(name3) {
    return name3.includes(":") ? `the name ${quote(name3)} has a colon, which is for recording rules; write _ instead` : void 0;
  }
};

// lambda/validate/rules/lint-counter-total.ts
var lintCounterTotal = {
  code: "lint-counter-total",
  severity: "warning",
  isRelaxable: true,
  requirement: "names of counters end in _total, and other names do not",
  reason: "the name tells readers to use rate()",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "End the names of counters, and of no other metric, with _total.",
  good: `# TYPE runs_total counter
runs_total 3`,
  bad: `# TYPE runs counter
runs 3`,
  judgeName(name3, type) {
    if (type === "untyped" || type === "counter" === name3.endsWith("_total")) {
      return void 0;
    }
    return type === "counter" ? `the counter ${quote(name3)} should have the suffix _total` : `${quote(name3)} is not a counter, so it should not have the suffix _total`;
  }
};

// lambda/validate/rules/lint-help-missing.ts
var lintHelpMissing = {
  code: "lint-help-missing",
  severity: "warning",
  isRelaxable: true,
  requirement: "a metric has a HELP text",
  reason: "without a HELP text it is not clear later what the metric means",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "Add a line # HELP <name> <text>.",
  good: `# HELP queue_length Jobs that wait.
queue_length 3`,
  bad: `queue_length 3`,
  inspectFamily({ name: name3, help, at: at2 }, _push, report2) {
    if (help === "") {
      report2(at2, name3, () => `${quote(name3)} has no HELP text; add one that says what it measures`);
    }
  }
};

// lambda/validate/rules/lint-label-reserved.ts
var lintLabelReserved = {
  code: "lint-label-reserved",
  severity: "warning",
  isRelaxable: true,
  requirement: "only histograms and summaries have the labels le and quantile",
  reason: "readers think that such a series is a bucket or a quantile",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "Rename the label.",
  good: `# TYPE disk_usage_bytes gauge
disk_usage_bytes{limit="5"} 3`,
  bad: `# TYPE disk_usage_bytes gauge
disk_usage_bytes{le="5"} 3`,
  judgeLabelName(name3, type) {
    const owner = OWNERS.get(name3);
    return type === "untyped" || owner === void 0 ? void 0 : `the label ${quote(name3)} of a ${type} is for ${owner}; rename it`;
  }
};
var OWNERS = /* @__PURE__ */ new Map([
  ["le", "histograms"],
  ["quantile", "summaries"]
]);

// lambda/validate/rules/lint-suffix-reserved.ts
var lintSuffixReserved = {
  code: "lint-suffix-reserved",
  severity: "warning",
  isRelaxable: true,
  requirement: "only histograms and summaries have the suffixes _bucket, _count and _sum",
  reason: "readers think that such a metric is a part of a histogram, and a histogram of that name could not be pushed any more",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "Rename the metric so that it does not end with the suffix.",
  good: `# TYPE queued_jobs gauge
queued_jobs 3`,
  bad: `# TYPE job_count gauge
job_count 3`,
  judgeName(name3, type) {
    const suffix = RESERVED_SUFFIX.exec(name3)?.[0];
    return suffix === void 0 || mayHave(type, suffix) ? void 0 : `the name ${quote(name3)} of a ${type} ends in ${suffix}, which is for histograms and summaries; choose another`;
  }
};
var RESERVED_SUFFIX = /_(?:bucket|count|sum)$/;
var mayHave = (type, suffix) => type === "untyped" || type === "histogram" || type === "summary" && suffix !== "_bucket";

// lambda/validate/rules/lint-type-in-name.ts
var lintTypeInName = {
  code: "lint-type-in-name",
  severity: "warning",
  isRelaxable: true,
  requirement: "a name does not contain the metric's type",
  reason: "the type is already known, and the name would be wrong after a change of the type",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "Leave the type out of the name.",
  good: `# TYPE queue_length gauge
queue_length 3`,
  bad: `# TYPE queue_length_gauge gauge
queue_length_gauge 3`,
  judgeName(name3, type) {
    return type !== "untyped" && `${name3.toLowerCase()}_`.includes(`_${type}_`) ? `the name ${quote(name3)} contains the type ${type}; leave it out of the name` : void 0;
  }
};

// lambda/validate/rules/lint-unit-abbreviated.ts
var lintUnitAbbreviated = {
  code: "lint-unit-abbreviated",
  severity: "warning",
  isRelaxable: true,
  requirement: "units in names are written out",
  reason: "an abbreviation has several meanings: m can be minutes, meters or milli",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "Write the unit out.",
  good: `backup_duration_seconds 3`,
  bad: `backup_duration_ms 3`,
  judgeName(name3) {
    const unit = ABBREVIATED.exec(name3)?.[1];
    return unit === void 0 ? void 0 : `the name ${quote(name3)} has the abbreviated unit ${quote(unit)}; write the unit out`;
  }
};
var ABBREVIATED = /_(s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d)(?:_|$)/i;

// lambda/validate/units.ts
var BASE_UNITS = new Map([
  ...["amperes", "bytes", "celsius", "grams", "joules", "kelvin", "meters", "metres", "seconds", "volts"].map(
    (unit) => [unit, unit]
  ),
  ["minutes", "seconds"],
  ["hours", "seconds"],
  ["days", "seconds"],
  ["weeks", "seconds"],
  ["kelvins", "kelvin"],
  ["fahrenheit", "celsius"],
  ["rankine", "celsius"],
  ["inches", "meters"],
  ["yards", "meters"],
  ["miles", "meters"],
  ["bits", "bytes"],
  ["calories", "joules"],
  ["pounds", "grams"],
  ["ounces", "grams"]
]);
var PREFIX = /^(?:pico|nano|micro|milli|centi|deci|deca|hecto|kilo|kibi|mega|mibi|giga|gibi|tera|tebi|peta|pebi)/;
var findUnit = (name3) => {
  for (const written of name3.split("_")) {
    const base = BASE_UNITS.get(written) ?? BASE_UNITS.get(written.replace(PREFIX, ""));
    if (base !== void 0) {
      return { written, base };
    }
  }
  return void 0;
};

// lambda/validate/rules/lint-unit-not-base.ts
var lintUnitNotBase = {
  code: "lint-unit-not-base",
  severity: "warning",
  isRelaxable: true,
  requirement: "a unit in a name is a base unit: seconds, bytes, meters, celsius, joules, grams, volts, amperes",
  reason: "metrics in the same unit can be compared and combined without conversion",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint); https://prometheus.io/docs/practices/naming/#base-units",
  fix: "Convert the value to the base unit, and put that into the name.",
  good: `backup_duration_seconds 3`,
  bad: `backup_duration_minutes 3`,
  judgeName(name3) {
    const unit = findUnit(name3);
    return unit === void 0 || unit.written === unit.base ? void 0 : `the name ${quote(name3)} has the unit ${unit.written}; the base unit ${unit.base} is better`;
  }
};

// lambda/validate/rules/metric-name-invalid.ts
var metricNameInvalid = {
  code: "metric-name-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "a metric has a name",
  reason: "an empty name hides every series after it from the scrape",
  source: "tried on Pushgateway 1.11.3",
  fix: "Name the metric.",
  good: `{"build_duration_seconds": 42.5}`,
  bad: `{"": 42.5}`,
  exampleFormat: "json",
  judgeName(name3) {
    return name3 === "" ? "the metric name is empty; a name is letters, digits, _ and :, and does not start with a digit" : void 0;
  }
};

// lambda/validate/rules/metric-name-reserved.ts
var metricNameReserved = {
  code: "metric-name-reserved",
  severity: "error",
  isRelaxable: false,
  requirement: "a metric does not have a name that the proxy, the Pushgateway or the scraping Prometheus writes itself",
  reason: "with honor_labels a pushed up, scrape_\u2026 or ALERTS series looks like the health of another target, and a pushed push_failure_time_seconds looks like a failed push",
  source: "https://github.com/prometheus/pushgateway#about-timestamps; tried on Pushgateway 1.11.3 and Prometheus 3",
  fix: "Rename the metric. For instance, put the name of your program before it.",
  good: `app_up 1`,
  bad: `up 1`,
  judgeName(name3, type) {
    const reserved = exposedNames(name3, type).find((exposed) => RESERVED.test(exposed));
    return reserved === void 0 ? void 0 : `the name ${quote(reserved)} is reserved for what the proxy, the Pushgateway or Prometheus writes itself; give the metric its own prefix`;
  }
};
var RESERVED_PREFIXES = ["scrape_", "pushgateway_"];
var RESERVED_NAMES = ["up", "ALERTS", "ALERTS_FOR_STATE", "push_time_seconds", "push_failure_time_seconds"];
var RESERVED = new RegExp(`^(?:${RESERVED_PREFIXES.join("|")}|(?:${RESERVED_NAMES.join("|")})$)`);

// lambda/validate/rules/metric-name-utf8.ts
var metricNameUtf8 = {
  code: "metric-name-utf8",
  severity: "error",
  isRelaxable: false,
  requirement: "a metric name matches [a-zA-Z_:][a-zA-Z0-9_:]*",
  reason: "the Pushgateway writes a.b as a_b unless the scraper asks for allow-utf-8. So a.b and a_b become one name, and Prometheus stores only one of the two. Prometheus 3 asks for allow-utf-8 in text, but never in protobuf. Such names would be safe only if every scraper is a Prometheus 3 that reads text, without native histograms. The proxy cannot know that. The Pushgateway's flag --push.enable-utf8-names does not help: it applies only to text and the grouping key, and with it one request can break the page",
  source: "https://prometheus.io/docs/instrumenting/escaping_schemes/; prometheus/common model/metric.go, EscapeName; prometheus/prometheus scrape/scrape.go, acceptHeader; tried on Pushgateway 1.11.3 and Prometheus 3.16",
  fix: "Push the metric under the escaped name that detail suggests, or rename it.",
  good: `{"build_duration_seconds": 42.5}`,
  bad: `{"build.duration.seconds": 42.5}`,
  exampleFormat: "json",
  describe: ({ found }) => describeName2(found),
  judgeName(name3) {
    return name3 === "" || isMetricName(name3) ? void 0 : describeName2(name3);
  }
};
var describeName2 = (name3) => {
  const { underscores, values } = escapeName(name3);
  return `the metric name ${quote(name3)} has characters other than letters, digits, _ and :, or starts with a digit; push it as ${quote(underscores)}, or as ${quote(values)}, from which the name can be restored`;
};

// lambda/validate/rules/name-collision.ts
var nameCollision = {
  code: "name-collision",
  severity: "error",
  isRelaxable: false,
  requirement: "no two families expose the same name",
  reason: "if two families expose the same name, the Pushgateway answers every scrape with an error (500)",
  source: "prometheus/client_golang prometheus/registry.go, checkSuffixCollisions",
  fix: "Rename one of the two families.",
  good: `# TYPE h histogram
h_bucket{le="+Inf"} 1
h_sum 1
h_count 1
# TYPE h_seen gauge
h_seen 1`,
  bad: `# TYPE h_count gauge
h_count 1
# TYPE h histogram
h_bucket{le="+Inf"} 1
h_sum 1`,
  describe: ({ family, found }) => describeCollision(family, found),
  inspectPush(families, _push, report2) {
    const composites = families.filter(({ type }) => COMPOSITE_TYPES.has(type));
    if (composites.length === 0) {
      return;
    }
    const owners = new Map(composites.map((family) => [family.name, family]));
    for (const family of families) {
      reportCollision(family, owners, report2);
    }
  }
};
var COMPOSITE_TYPES = /* @__PURE__ */ new Set(["histogram", "gaugehistogram", "summary"]);
var reportCollision = ({ name: name3, at: at2 }, owners, report2) => {
  const suffix = SUFFIXES.find((one) => name3.endsWith(one));
  const owner = suffix && owners.get(name3.slice(0, -suffix.length));
  if (owner && exposedNames(owner.name, owner.type).includes(name3)) {
    report2(Math.max(at2, owner.at), name3, () => describeCollision(name3, owner.name));
  }
};
var SUFFIXES = ["_bucket", "_count", "_sum"];
var describeCollision = (name3, owner) => `the family ${quote(name3)} has a name that ${quote(owner)} exposes, too (histograms own _bucket, _sum and _count, summaries _sum and _count); rename one of them`;

// lambda/validate/bucket-counts.ts
var countBuckets = (native, side) => {
  if (native !== last.native) {
    last = { native, positive: countSide(native, "positive"), negative: countSide(native, "negative") };
  }
  return last[side];
};
var NOTHING2 = { total: 0, invalid: void 0, firstCounted: -1 };
var last = {
  native: void 0,
  positive: NOTHING2,
  negative: NOTHING2
};
var countSide = (native, side) => native.kind === "float" ? countFloats(native[side].values) : countSmall(native[side].values) ?? countLarge(native[side].values);
var countFloats = (counts) => {
  let total = 0;
  for (const count2 of counts) {
    total += count2;
  }
  const index = counts.findIndex((count2) => !(count2 >= 0 && count2 < Number.POSITIVE_INFINITY));
  const invalid = index === -1 ? void 0 : { index, count: counts[index] };
  return { total, invalid, firstCounted: counts.findIndex((count2) => count2 > 0) };
};
var countSmall = (deltas) => {
  let count2 = 0;
  let total = 0;
  let invalid;
  let firstCounted = -1;
  for (let index = 0; index < deltas.length; index++) {
    const delta = deltas[index];
    if (typeof delta === "bigint") {
      return void 0;
    }
    count2 += delta;
    total += count2;
    if (!(Number.isSafeInteger(count2) && Number.isSafeInteger(total))) {
      return void 0;
    }
    if (count2 < 0) {
      invalid ??= { index, count: count2 };
    }
    if (count2 !== 0 && firstCounted === -1) {
      firstCounted = index;
    }
  }
  return { total, invalid, firstCounted };
};
var countLarge = (deltas) => {
  let count2 = 0n;
  let total = 0n;
  let invalid;
  let firstCounted = -1;
  for (const [index, delta] of deltas.entries()) {
    count2 += BigInt(delta);
    total += count2;
    if (count2 < 0n || count2 > MAX_INT64) {
      invalid ??= { index, count: count2 };
    }
    if (count2 !== 0n && firstCounted === -1) {
      firstCounted = index;
    }
  }
  return { total, invalid, firstCounted };
};
var MAX_INT64 = 2n ** 63n - 1n;

// lambda/validate/rules/native-count-invalid.ts
var nativeCountInvalid = {
  code: "native-count-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "every bucket of a native histogram, the zero bucket included, counts a finite number that is not negative",
  reason: "Prometheus refuses the whole scrape for a negative count, and cannot calculate with NaN",
  source: "prometheus/prometheus model/histogram/generic.go, checkHistogramBuckets",
  fix: "Correct the counts; in an integer histogram each delta is the difference to the bucket before it.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 3 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 2 } positive_delta: 2 positive_delta: -1 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 2 } positive_delta: 2 positive_delta: -3 } }`,
  exampleFormat: "protobuf",
  inspectNative(native, { name: name3 }, { at: at2 }, report2) {
    for (const side of ["positive", "negative"]) {
      const { invalid } = countBuckets(native, side);
      if (invalid !== void 0) {
        report2(
          at2,
          name3,
          () => `the ${side} bucket ${invalid.index + 1} of the native histogram ${quote(name3)} counts ${showNumber(invalid.count)}; expected a finite number that is not negative`
        );
      }
    }
    const { zeroCount } = native;
    if (!(zeroCount >= 0 && zeroCount < Number.POSITIVE_INFINITY)) {
      report2(
        at2,
        name3,
        () => `the zero bucket of the native histogram ${quote(name3)} counts ${showNumber(zeroCount)}; expected a finite number that is not negative`
      );
    }
  }
};

// lambda/validate/rules/native-count-mismatch.ts
var nativeCountMismatch = {
  code: "native-count-mismatch",
  severity: "error",
  isRelaxable: false,
  requirement: "the sum of the buckets of a native histogram, including the zero bucket, is its count. In a float histogram, or if the sum of observations is NaN, it may be less",
  reason: "otherwise Prometheus refuses the whole scrape. 3.16 does so for integer histograms, 2.42 also for float histograms",
  source: "prometheus/prometheus model/histogram/histogram.go, Histogram.Validate; tried on Prometheus 3.16 and 2.42",
  fix: "Make the count and the buckets agree.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 3 sample_sum: 1 schema: 3 zero_threshold: 0.001 zero_count: 2 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 2 sample_sum: 1 schema: 3 zero_threshold: 0.001 zero_count: 2 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  exampleFormat: "protobuf",
  inspectNative(native, { name: name3 }, { at: at2, sum }, report2) {
    const { count: count2 } = native;
    const total = countAll(native);
    if (total !== void 0 && (total > count2 || total < count2 && !mayBeLess(native, sum))) {
      report2(
        at2,
        name3,
        () => `the buckets of the native histogram ${quote(name3)} count ${showNumber(total)} observations, but its count is ${showNumber(count2)}; expected the same number`
      );
    }
  }
};
var countAll = (native) => {
  const positive = countBuckets(native, "positive");
  const negative = countBuckets(native, "negative");
  if (positive.invalid !== void 0 || negative.invalid !== void 0) {
    return void 0;
  }
  return native.kind === "float" ? Number(negative.total) + Number(positive.total) + native.zeroCount : BigInt(negative.total) + BigInt(positive.total) + BigInt(native.zeroCount);
};
var mayBeLess = ({ kind }, sum) => kind === "float" || Number.isNaN(sum);

// lambda/validate/rules/native-counts-mixed.ts
var nativeCountsMixed = {
  code: "native-counts-mixed",
  severity: "error",
  isRelaxable: false,
  requirement: "a native histogram has either whole counts with deltas or float counts with absolute counts, not some of both",
  reason: "if one count is a float, Prometheus reads the whole histogram as a float histogram. Then its other buckets are missing, and Prometheus refuses the whole scrape",
  source: "prometheus/prometheus model/textparse/protobufparse.go, isFloatHistogram",
  fix: "Push sample_count, zero_count and deltas, or sample_count_float, zero_count_float and counts.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count_float: 1.5 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 1 } positive_count: 1.5 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 1 } positive_count: 1.5 } }`,
  exampleFormat: "protobuf",
  describe: ({ family }) => `the native histogram ${quote(family)} mixes counts of an integer histogram with those of a float one; expected only whole counts with deltas, or only float counts`
};

// lambda/validate/rules/native-float-unmarked.ts
var nativeFloatUnmarked = {
  code: "native-float-unmarked",
  severity: "error",
  isRelaxable: false,
  requirement: "a float native histogram with buckets has a count or a zero count above 0",
  reason: "Prometheus (at least up to 3.11) recognises a float histogram only by these counts. Without them it reads an integer histogram whose buckets are missing, and refuses the whole scrape",
  source: "prometheus/prometheus v0.311.3 model/textparse/protobufparse.go, Histogram (v0.316.0 looks at the buckets, too); tried on Prometheus 2.42",
  fix: "Leave the buckets out until there are observations, with a span of offset 0 and length 0 in their place.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 0 sample_sum: 0 schema: 3 positive_span { offset: 0 length: 0 } } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_sum: 0 schema: 3 positive_span { offset: 0 length: 1 } positive_count: 0 } }`,
  exampleFormat: "protobuf",
  inspectNative({ kind, count: count2, zeroCount }, { name: name3 }, { at: at2 }, report2) {
    if (kind === "float" && count2 === 0 && zeroCount === 0) {
      report2(
        at2,
        name3,
        () => `the float native histogram ${quote(name3)} has buckets, but neither a count nor a zero count; leave the buckets out while it is empty`
      );
    }
  }
};

// lambda/validate/rules/native-schema-unsupported.ts
var nativeSchemaUnsupported = {
  code: "native-schema-unsupported",
  severity: "error",
  isRelaxable: false,
  requirement: "the schema of a native histogram is a whole number from -4 to 8",
  reason: "Prometheus refuses the whole scrape for another schema, and a schema above 8 makes the Pushgateway's API fail. Custom buckets (schema -53) cannot be scraped, because the protobuf has no field for their bounds",
  source: "prometheus/prometheus model/histogram/generic.go, IsExponentialSchema; prometheus/client_model metrics.proto; tried on Pushgateway 1.11.3 and Prometheus 3.16",
  fix: "Push a schema from -4 to 8, or classic buckets: Prometheus converts those into custom buckets itself with convert_classic_histograms_to_nhcb.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: -53 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  exampleFormat: "protobuf",
  inspectNative({ schema }, { name: name3 }, { at: at2 }, report2) {
    if (schema < MIN_SCHEMA || schema > MAX_SCHEMA) {
      const what = schema === CUSTOM_BUCKETS ? "-53 (custom buckets)" : String(schema);
      report2(
        at2,
        name3,
        () => `the native histogram ${quote(name3)} has the schema ${what}; expected one from ${MIN_SCHEMA} to ${MAX_SCHEMA}`
      );
    }
  }
};
var MIN_SCHEMA = -4;
var MAX_SCHEMA = 8;
var CUSTOM_BUCKETS = -53;

// lambda/validate/rules/native-spans-mismatch.ts
var nativeSpansMismatch = {
  code: "native-spans-mismatch",
  severity: "error",
  isRelaxable: false,
  requirement: "the spans of a native histogram have as many buckets as there are counts",
  reason: "otherwise Prometheus refuses the whole scrape. Prometheus 2.42 crashes if there are more buckets than the spans have",
  source: "prometheus/prometheus model/textparse/protobufparse.go, checkNativeHistogramConsistency; tried on Prometheus 3.16 and 2.42",
  fix: "Make the lengths of the spans add up to the number of deltas (or of counts, in a float histogram).",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 2 } positive_delta: 1 } }`,
  exampleFormat: "protobuf",
  inspectNative(native, { name: name3 }, { at: at2 }, report2) {
    for (const side of ["positive", "negative"]) {
      const { spans, values } = native[side];
      const length = spans.reduce((sum, span) => sum + span.length, 0);
      if (length !== values.length) {
        report2(
          at2,
          name3,
          () => `the ${side} spans of the native histogram ${quote(name3)} have ${length} buckets, but it has ${values.length} ${side} ${native.kind === "integer" ? "deltas" : "counts"}; expected the same number`
        );
      }
    }
  }
};

// lambda/validate/rules/native-spans-overlap.ts
var nativeSpansOverlap = {
  code: "native-spans-overlap",
  severity: "error",
  isRelaxable: false,
  requirement: "the spans of a native histogram are in ascending order: only the first offset may be negative, and the index of every bucket has 32 bits",
  reason: "Prometheus refuses the whole scrape for a span that goes back over the one before it",
  source: "prometheus/prometheus model/histogram/generic.go, checkHistogramSpans",
  fix: "Write spans in the order of their buckets. Each offset is the distance from the end of the span before.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 2 sample_sum: 1 schema: 3 positive_span { offset: -2 length: 1 } positive_span { offset: 1 length: 1 } positive_delta: 1 positive_delta: 0 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 2 sample_sum: 1 schema: 3 positive_span { offset: -2 length: 1 } positive_span { offset: -1 length: 1 } positive_delta: 1 positive_delta: 0 } }`,
  exampleFormat: "protobuf",
  inspectNative(native, { name: name3 }, { at: at2 }, report2) {
    for (const side of ["positive", "negative"]) {
      const found = findOverlap(native[side].spans);
      if (found !== void 0) {
        report2(
          at2,
          name3,
          () => `the ${side} span ${found.index + 1} of the native histogram ${quote(name3)} has the offset ${found.offset} and the length ${found.length}; expected an offset of at least 0 after the first span, and buckets up to number ${MAX_BUCKET_INDEX}`
        );
      }
    }
  }
};
var findOverlap = (spans) => {
  let end = 0;
  for (const [index, span] of spans.entries()) {
    end += span.offset + span.length;
    const isTooLow = index === 0 ? span.offset === MIN_BUCKET_INDEX : span.offset < 0;
    if (isTooLow || end - 1 > MAX_BUCKET_INDEX) {
      return { index, ...span };
    }
  }
  return void 0;
};
var MIN_BUCKET_INDEX = -(2 ** 31);
var MAX_BUCKET_INDEX = 2 ** 31 - 1;

// lambda/validate/rules/native-zero-bucket-overlap.ts
var nativeZeroBucketOverlap = {
  code: "native-zero-bucket-overlap",
  severity: "error",
  isRelaxable: true,
  requirement: "every bucket of a native histogram with a count above 0 ends above the zero threshold",
  reason: "observations at or below the threshold belong to the zero bucket, so one of the two counts is wrong",
  source: "https://prometheus.io/docs/specs/native_histograms/#zero-bucket",
  fix: "Count observations up to the zero threshold in the zero bucket, or push a smaller threshold.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 2 sample_sum: 2 schema: 0 zero_threshold: 0.75 zero_count: 1 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 2 sample_sum: 2 schema: 0 zero_threshold: 1.5 zero_count: 1 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  exampleFormat: "protobuf",
  inspectNative(native, { name: name3 }, { at: at2 }, report2) {
    if (!(native.zeroThreshold > 0 && native.zeroThreshold < Number.POSITIVE_INFINITY)) {
      return;
    }
    for (const side of ["positive", "negative"]) {
      const upperBound = upperBoundOfFirst(native, side);
      if (upperBound <= native.zeroThreshold) {
        report2(
          at2,
          name3,
          () => `a ${side} bucket of the native histogram ${quote(name3)} ends ${upperBound} from zero, inside its zero bucket, which ends at ${native.zeroThreshold}; expected buckets without counts there`
        );
      }
    }
  }
};
var upperBoundOfFirst = (native, side) => {
  const { firstCounted } = countBuckets(native, side);
  return firstCounted === -1 ? Number.POSITIVE_INFINITY : 2 ** (bucketNumberOf(native[side].spans, firstCounted) / 2 ** native.schema);
};
var bucketNumberOf = (spans, place) => {
  let number = 0;
  let left = place;
  for (const { offset, length } of spans) {
    number += offset;
    if (left < length) {
      return number + left;
    }
    number += length;
    left -= length;
  }
  return Number.POSITIVE_INFINITY;
};

// lambda/validate/rules/native-zero-threshold-invalid.ts
var nativeZeroThresholdInvalid = {
  code: "native-zero-threshold-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "the zero threshold of a native histogram is a finite number that is not negative",
  reason: "the threshold is a distance from zero. A query that adds up histograms widens their zero buckets to the same threshold, which is impossible with NaN",
  source: "prometheus/prometheus model/histogram/float_histogram.go, reconcileZeroBuckets",
  fix: "Push 0, or the width of the zero bucket.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 0 schema: 3 zero_threshold: 0.001 zero_count: 1 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 0 schema: 3 zero_threshold: -0.001 zero_count: 1 } }`,
  exampleFormat: "protobuf",
  inspectNative({ zeroThreshold }, { name: name3 }, { at: at2 }, report2) {
    if (!(zeroThreshold >= 0 && zeroThreshold < Number.POSITIVE_INFINITY)) {
      report2(
        at2,
        name3,
        () => `the zero threshold of the native histogram ${quote(name3)} is ${showNumber(zeroThreshold)}; expected a finite number that is not negative`
      );
    }
  }
};

// lambda/validate/rules/quantile-invalid.ts
var quantileInvalid = {
  code: "quantile-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "the quantile of a summary is a number",
  reason: "the Pushgateway refuses other texts, and drops the quantile NaN silently",
  source: "prometheus/common expfmt/text_parse.go, startLabelValue; tried on Pushgateway 1.11.3",
  fix: 'Write the quantile as a number, as in quantile="0.5".',
  good: `# TYPE s summary
s{quantile="0.5"} 1
s_sum 1
s_count 1`,
  bad: `# TYPE s summary
s{quantile="median"} 1
s_sum 1
s_count 1`,
  describe: ({ found }) => `the quantile ${quote(found)} is not a number; expected one from 0 to 1, such as 0.5`,
  inspectSummaries(family, _push, report2) {
    for (const { quantiles } of family.metrics) {
      for (const { quantile, at: at2 } of quantiles) {
        if (Number.isNaN(quantile)) {
          report2(at2, family.name, () => "a quantile is NaN; expected a number from 0 to 1, such as 0.5");
        }
      }
    }
  }
};

// lambda/validate/rules/quantile-missing.ts
var quantileMissing = {
  code: "quantile-missing",
  severity: "error",
  isRelaxable: false,
  requirement: "a sample whose name is that of a summary has the label quantile",
  reason: "the Pushgateway drops such a sample silently",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: 'Give the sample its quantile, as in quantile="0.5", or correct the TYPE.',
  good: `# TYPE s summary
s{quantile="0.5"} 1
s_sum 1
s_count 1`,
  bad: `# TYPE s summary
s 1
s_sum 1
s_count 1`,
  describe: ({ family }) => `a sample of the summary ${quote(family)} has no label "quantile"; add it, as in quantile="0.5", or give the metric another TYPE`
};

// lambda/validate/rules/quantile-out-of-range.ts
var quantileOutOfRange = {
  code: "quantile-out-of-range",
  severity: "error",
  isRelaxable: true,
  requirement: "a quantile is between 0 and 1",
  reason: "other quantiles do not exist. Often a percentile was pushed as a quantile",
  source: "https://prometheus.io/docs/concepts/metric_types/#summary",
  fix: "Divide percentiles by 100.",
  good: `# TYPE s summary
s{quantile="0.99"} 1
s_sum 1
s_count 1`,
  bad: `# TYPE s summary
s{quantile="99"} 1
s_sum 1
s_count 1`,
  inspectSummaries(family, _push, report2) {
    for (const { quantiles } of family.metrics) {
      for (const { quantile, at: at2 } of quantiles) {
        if (quantile < 0 || quantile > 1) {
          report2(
            at2,
            family.name,
            () => `the quantile ${showNumber(quantile)} of the summary ${quote(family.name)} is not between 0 and 1; write the 99th percentile as 0.99`
          );
        }
      }
    }
  }
};

// lambda/validate/rules/quantile-repeated.ts
var quantileRepeated = {
  code: "quantile-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "the quantiles of a summary are different numbers",
  reason: "quantiles that are equal but written differently pass the Pushgateway's check and give Prometheus duplicate samples",
  source: "tried on Pushgateway 1.11.3",
  fix: "Keep one sample for each quantile.",
  good: `# TYPE s summary
s{quantile="0.5"} 1
s{quantile="0.9"} 1
s_sum 1
s_count 1`,
  bad: `# TYPE s summary
s{quantile="0.5"} 1
s{quantile=".5"} 1
s_sum 1
s_count 1`,
  inspectSummaries(family, _push, report2) {
    for (const { quantiles } of family.metrics) {
      let last2;
      for (const { quantile, at: at2 } of quantiles) {
        if (quantile === last2) {
          report2(
            at2,
            family.name,
            () => `the summary ${quote(family.name)} has the quantile ${showNumber(quantile)} twice (quantiles are compared as numbers); keep one`
          );
        }
        last2 = quantile;
      }
    }
  }
};

// lambda/validate/rules/sample-out-of-place.ts
var sampleOutOfPlace = {
  code: "sample-out-of-place",
  severity: "error",
  isRelaxable: false,
  requirement: "a histogram has only samples named _bucket, _sum and _count",
  reason: "the Pushgateway drops such a sample silently",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: "Use only the names with _bucket, _sum and _count, or correct the TYPE.",
  good: `# TYPE h histogram
h_bucket{le="+Inf"} 1
h_sum 1
h_count 1`,
  bad: `# TYPE h histogram
h 1
h_bucket{le="+Inf"} 1
h_sum 1
h_count 1`,
  describe: ({ family, found }) => `the histogram ${quote(family)} has a sample named ${quote(found)}; expected _bucket, _sum or _count after the name: rename it, or give the metric another TYPE`
};

// lambda/validate/rules/sample-suffix-missing.ts
var sampleSuffixMissing = {
  code: "sample-suffix-missing",
  severity: "error",
  isRelaxable: false,
  requirement: "a sample in OpenMetrics has a suffix that the type of its family has, such as _total for a counter",
  reason: "the meaning of the sample cannot be known, and a guess could expose it under another name",
  source: "https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md#suffixes",
  fix: "Give the sample the suffix of its type, such as _total for a counter.",
  good: "# TYPE jobs counter\njobs_total 1\n# EOF",
  bad: "# TYPE jobs counter\njobs 1\n# EOF",
  exampleFormat: "openmetrics",
  describe: ({ family }) => `the sample ${quote(family)} has the name of its family; add the suffix of its type: _total for a counter, _info for info, _bucket, _count and _sum for a histogram, _bucket, _gcount and _gsum for a gauge histogram`
};

// lambda/validate/repeated-series.ts
var findRepeatedSeries = (series, isOverwritten, onRepeated) => {
  if (series.length === 1) {
    return;
  }
  const { names } = series[0].labels;
  const places = placesKept(names, isOverwritten);
  if (areAscending(series, places)) {
    return;
  }
  if (series.length <= FEW && series.every(({ labels }) => labels.names === names)) {
    compareAll(series, places, onRepeated);
    return;
  }
  const seen = new LabelSets(isOverwritten);
  for (const one of series) {
    if (!seen.add(one.labels)) {
      onRepeated(one);
    }
  }
};
var FEW = 8;
var compareAll = (series, places, onRepeated) => {
  for (let i = 1; i < series.length; i++) {
    const { values } = series[i].labels;
    for (let j = 0; j < i; j++) {
      if (areEqual(series[j].labels.values, values, places)) {
        onRepeated(series[i]);
        break;
      }
    }
  }
};
var areEqual = (a, b, places) => {
  for (const place of places) {
    if (a[place] !== b[place]) {
      return false;
    }
  }
  return true;
};
var areAscending = (series, places) => {
  let before2 = series[0].labels;
  for (let i = 1; i < series.length; i++) {
    const { labels } = series[i];
    if (labels.names !== before2.names || !isAscending(before2.values, labels.values, places)) {
      return false;
    }
    before2 = labels;
  }
  return true;
};
var isAscending = (before2, after, places) => {
  for (const place of places) {
    if (before2[place] !== after[place]) {
      return before2[place] < after[place];
    }
  }
  return false;
};
var placesKept = (names, isOverwritten) => {
  const places = [];
  for (let place = 0; place < names.length; place++) {
    if (!isOverwritten(names[place])) {
      places.push(place);
    }
  }
  return places;
};
var LabelSets = class {
  #isOverwritten;
  #byNames = /* @__PURE__ */ new Map();
  // Of the last label set: its names, the indices of the names that count, and the tuples of their values so far.
  #names;
  #places = [];
  #tuples = new ValueTuples();
  constructor(isOverwritten) {
    this.#isOverwritten = isOverwritten;
  }
  /** Adds a label set. Returns whether it is new. */
  add({ names, values }) {
    if (names !== this.#names) {
      this.#lookAt(names);
    }
    return this.#tuples.add(values, this.#places);
  }
  #lookAt(names) {
    this.#names = names;
    this.#places = placesKept(names, this.#isOverwritten);
    const key = JSON.stringify(this.#places.map((place) => names[place]));
    this.#tuples = this.#byNames.get(key) ?? new ValueTuples();
    this.#byNames.set(key, this.#tuples);
  }
};
var ValueTuples = class {
  #numbers = /* @__PURE__ */ new Map();
  #tuples = /* @__PURE__ */ new Set();
  // The last tuple. `#heads[i]` is the text of its first i values. Most tuples begin with the same values as the last
  // one.
  #last = [];
  #heads = [""];
  /** Adds the values at these places. Returns whether they are new. Precondition: all tuples have the same length. */
  add(values, places) {
    const before2 = this.#tuples.size;
    return this.#tuples.add(this.#toText(values, places)).size > before2;
  }
  #toText(values, places) {
    if (places.length === 1) {
      return values[places[0]];
    }
    let at2 = 0;
    while (at2 < places.length && values[places[at2]] === this.#last[at2]) {
      at2++;
    }
    let tuple = this.#heads[at2];
    for (; at2 < places.length; at2++) {
      const value = values[places[at2]];
      tuple += toDigits(this.#numberOf(value));
      this.#last[at2] = value;
      this.#heads[at2 + 1] = tuple;
    }
    return tuple;
  }
  #numberOf(value) {
    const known = this.#numbers.get(value);
    if (known !== void 0) {
      return known;
    }
    const number = this.#numbers.size;
    this.#numbers.set(value, number);
    return number;
  }
};
var toDigits = (number) => number < 32768 ? String.fromCharCode(number) : String.fromCharCode(32768 | number >>> 15, number & 32767);

// lambda/validate/rules/series-repeated.ts
var seriesRepeated = {
  code: "series-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "a push has each series once, after the grouping key has replaced labels of the same name",
  reason: "with equal series the Pushgateway answers every scrape with an error (500)",
  source: "https://github.com/prometheus/pushgateway#about-the-job-and-instance-labels",
  fix: "Keep one of the series, or give each a label value that differs. A label with an empty value counts as missing.",
  good: `# PUT /metrics/job/backup/instance/a
runs_total{disk="1"} 1
runs_total{disk="2"} 1`,
  bad: `# PUT /metrics/job/backup/instance/a
runs_total{instance="x"} 1
runs_total{instance="y"} 1`,
  describe: ({ found }) => `the series ${quote(found)} is in the payload twice with the same labels; keep one`,
  inspectFamily(family, { key }, report2) {
    findRepeatedSeries(
      family.metrics,
      (name3) => key.get(name3) !== void 0,
      ({ labels, at: at2 }) => report2(at2, family.name, () => describeRepetition(family.name, labels, key))
    );
  }
};
var describeRepetition = (family, labels, key) => {
  const overwritten = labels.names.filter((name3) => key.get(name3) !== void 0);
  const cause = overwritten.length === 0 ? "is in the payload twice" : `is in the payload twice once the grouping key has overwritten ${overwritten.map(quote).join(", ")}`;
  return `the series ${quote(showSeries(family, labels))} ${cause}; keep one, or give it a label that differs`;
};
var showSeries = (family, { names, values }) => names.length === 0 ? family : `${family}{${names.map((name3, i) => `${name3}="${values[i]}"`).join(",")}}`;

// lambda/validate/rules/sum-or-count-missing.ts
var inspectComposites = (family, _push, report2) => {
  for (const { sum, count: count2, at: at2 } of family.metrics) {
    if (sum === void 0 || count2 === void 0) {
      const missing = sum === void 0 ? "_sum" : "_count";
      report2(
        at2,
        family.name,
        () => `the ${family.type} ${quote(family.name)} has no ${missing} here and is exposed as if it had one; push it, too`
      );
      return;
    }
  }
};
var sumOrCountMissing = {
  code: "sum-or-count-missing",
  severity: "warning",
  isRelaxable: true,
  requirement: "a histogram or summary has _sum and _count",
  reason: "a missing _sum is exposed as 0, a missing _count as the +Inf bucket or 0",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: "Add the samples _sum and _count.",
  good: `# TYPE s summary
s_sum 1.5
s_count 2`,
  bad: `# TYPE s summary
s_count 2`,
  inspectHistograms: inspectComposites,
  inspectSummaries: inspectComposites
};

// lambda/validate/rules/text-not-unicode.ts
var textNotUnicode = {
  code: "text-not-unicode",
  severity: "error",
  isRelaxable: false,
  requirement: "label values, HELP texts and the labels of exemplars are whole Unicode characters",
  reason: "Prometheus refuses a whole scrape that has a HELP text or label value that is not UTF-8",
  source: "tried on Pushgateway 1.11.3 and Prometheus 3: help text is not a valid utf8 string",
  fix: "Write characters beyond U+FFFF as whole surrogate pairs, or as UTF-8.",
  good: `[{"name":"a","type":"gauge","help":"\\ud83d\\ude00","metrics":[{"value":1}]}]`,
  bad: `[{"name":"a","type":"gauge","help":"\\ud83d","metrics":[{"value":1}]}]`,
  exampleFormat: "json",
  inspectFamily(family, { format }, report2) {
    if (format.hasWholeCharacters) {
      return;
    }
    if (family.unit?.isWellFormed() === false) {
      report2(family.at, family.name, () => describeHalf("unit"));
    }
    if (!family.help.isWellFormed()) {
      report2(family.at, family.name, () => describeHalf("HELP text"));
    }
    for (const { labels, at: at2 } of family.metrics) {
      if (labels.values.some((value) => !value.isWellFormed())) {
        report2(at2, family.name, () => describeHalf("label value"));
      }
    }
  },
  inspectExemplar({ labels: { names, values } }, { name: name3 }, { at: at2 }, report2, { format }) {
    if (!format.hasWholeCharacters && !(names.every(isWellFormed) && values.every(isWellFormed))) {
      report2(at2, name3, () => describeHalf("label of an exemplar"));
    }
  }
};
var isWellFormed = (text) => text.isWellFormed();
var describeHalf = (what) => `a ${what} has half of a surrogate pair, which is not a character; write the character itself or both halves`;

// lambda/validate/rules/timestamp-present.ts
var timestampPresent = {
  code: "timestamp-present",
  severity: "error",
  isRelaxable: false,
  requirement: "no sample has a timestamp",
  reason: "a pushed series is scraped many times. With a fixed timestamp it would disappear from queries after five minutes",
  source: "https://github.com/prometheus/pushgateway#about-timestamps",
  fix: "Leave the timestamp out, and push the time as a separate gauge if it matters.",
  good: `# TYPE last_success_timestamp_seconds gauge
last_success_timestamp_seconds 1.7e9`,
  bad: `last_success 1 1700000000000`,
  describe: ({ found }) => `the sample has the timestamp ${quote(found)}; pushed samples must not have one, because they are scraped long after the push; leave it out, and push the time as a separate metric if it matters`
};

// lambda/validate/rules/type-after-samples.ts
var typeAfterSamples = {
  code: "type-after-samples",
  severity: "error",
  isRelaxable: false,
  requirement: "TYPE comes before the first sample of its family",
  reason: "the samples before it were read as untyped: the Pushgateway refuses the payload",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#comments-help-text-and-type-information",
  fix: "Move the TYPE line before the first sample of its family.",
  good: "# TYPE a counter\na 1",
  bad: "a 1\n# TYPE a counter",
  describe: ({ family, found }) => `the TYPE ${quote(found)} comes after samples of ${quote(family)}; move it before the first one`
};

// lambda/validate/rules/type-repeated.ts
var typeRepeated = {
  code: "type-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "a family has one TYPE",
  reason: "two types for one name contradict each other: the Pushgateway refuses the payload",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#comments-help-text-and-type-information",
  fix: "Keep one TYPE line for each family.",
  good: "# TYPE a counter\na 1",
  bad: "# TYPE a counter\n# TYPE a gauge\na 1",
  describe: ({ family, found }) => `the TYPE ${quote(found)} is the second one for ${quote(family)}; keep one`
};

// lambda/validate/rules/type-unknown.ts
var typeUnknown = {
  code: "type-unknown",
  severity: "error",
  isRelaxable: false,
  requirement: "a type is counter, gauge, summary, histogram, gaugehistogram or untyped",
  reason: "the Pushgateway refuses other types in text. In protobuf it accepts them and cuts its page short at them",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format; tried on Pushgateway 1.11.3",
  fix: "Write one of the known types; untyped if none fits.",
  good: `# TYPE build_info gauge
build_info{version="1"} 1`,
  bad: `# TYPE build_info info
build_info{version="1"} 1`,
  describe: ({ found }) => `the type ${quote(found)} is not known; expected counter, gauge, summary, histogram, gaugehistogram or untyped (types of OpenMetrics need Content-Type: application/openmetrics-text)`
};

// lambda/validate/rules/value-of-wrong-type.ts
var valueOfWrongType = {
  code: "value-of-wrong-type",
  severity: "error",
  isRelaxable: false,
  requirement: "every metric has exactly one value, which is of the type of its family",
  reason: "the Pushgateway cuts its page short at such a family, with status 200. All families later in the alphabet are lost silently",
  source: "tried on Pushgateway 1.11.3",
  fix: "Give the metric the value of the type of its family, or correct the type.",
  good: `name: "a" type: COUNTER metric { counter { value: 1 } }`,
  bad: `name: "a" type: COUNTER metric { gauge { value: 1 } }`,
  exampleFormat: "protobuf",
  describe: ({ family, found }) => `a metric of ${quote(family)} has ${found}; give every metric a value of the type of its family`
};

// lambda/validate/rules.ts
var RULES_BY_CODE = {
  "job-reserved": jobReserved,
  "metric-name-invalid": metricNameInvalid,
  "metric-name-utf8": metricNameUtf8,
  "metric-name-reserved": metricNameReserved,
  "label-name-invalid": labelNameInvalid,
  "label-name-utf8": labelNameUtf8,
  "label-name-reserved": labelNameReserved,
  "label-repeated": labelRepeated,
  "label-misplaced": labelMisplaced,
  "text-not-unicode": textNotUnicode,
  "type-unknown": typeUnknown,
  "type-repeated": typeRepeated,
  "type-after-samples": typeAfterSamples,
  "help-repeated": helpRepeated,
  "help-after-samples": helpAfterSamples,
  "value-of-wrong-type": valueOfWrongType,
  "key-unknown": keyUnknown,
  "key-repeated": keyRepeated,
  "json-shape": jsonShape,
  "family-repeated": familyRepeated,
  "name-collision": nameCollision,
  "series-repeated": seriesRepeated,
  "timestamp-present": timestampPresent,
  "counter-value-invalid": counterValueInvalid,
  "count-invalid": countInvalid,
  "sample-out-of-place": sampleOutOfPlace,
  "sample-suffix-missing": sampleSuffixMissing,
  "bucket-without-le": bucketWithoutLe,
  "bucket-bound-invalid": bucketBoundInvalid,
  "bucket-repeated": bucketRepeated,
  "bucket-not-cumulative": bucketNotCumulative,
  "bucket-infinite-missing": bucketInfiniteMissing,
  "bucket-count-mismatch": bucketCountMismatch,
  "native-schema-unsupported": nativeSchemaUnsupported,
  "native-counts-mixed": nativeCountsMixed,
  "native-float-unmarked": nativeFloatUnmarked,
  "native-spans-overlap": nativeSpansOverlap,
  "native-spans-mismatch": nativeSpansMismatch,
  "native-count-invalid": nativeCountInvalid,
  "native-count-mismatch": nativeCountMismatch,
  "native-zero-threshold-invalid": nativeZeroThresholdInvalid,
  "native-zero-bucket-overlap": nativeZeroBucketOverlap,
  "exemplar-misplaced": exemplarMisplaced,
  "exemplar-label-invalid": exemplarLabelInvalid,
  "exemplar-labels-too-long": exemplarLabelsTooLong,
  "exemplar-outside-bucket": exemplarOutsideBucket,
  "exemplar-timestamp-missing": exemplarTimestampMissing,
  "exemplar-timestamp-invalid": exemplarTimestampInvalid,
  "exemplar-in-future": exemplarInFuture,
  "created-misplaced": createdMisplaced,
  "created-invalid": createdInvalid,
  "created-in-future": createdInFuture,
  "quantile-missing": quantileMissing,
  "quantile-invalid": quantileInvalid,
  "quantile-out-of-range": quantileOutOfRange,
  "quantile-repeated": quantileRepeated,
  "label-overwritten": labelOverwritten,
  "sum-or-count-missing": sumOrCountMissing,
  "lint-help-missing": lintHelpMissing,
  "lint-counter-total": lintCounterTotal,
  "lint-unit-not-base": lintUnitNotBase,
  "lint-unit-abbreviated": lintUnitAbbreviated,
  "lint-suffix-reserved": lintSuffixReserved,
  "lint-label-reserved": lintLabelReserved,
  "lint-type-in-name": lintTypeInName,
  "lint-colon-in-name": lintColonInName,
  "lint-camel-case": lintCamelCase
};
var RULES = Object.values(RULES_BY_CODE);

// lambda/issue-catalogue.ts
var toEntry = ({ severity, requirement, reason, fix, bad, exampleFormat }) => {
  const [, path] = /^# PUT (\S+)\n/.exec(bad) ?? [];
  return {
    stage: "validate",
    problem: severity === "error" ? "payload-invalid" : void 0,
    cause: `The payload breaks the rule: ${requirement}. Why: ${reason}.`,
    fix,
    example: {
      ...path !== void 0 && { path },
      ...exampleFormat !== void 0 && { format: exampleFormat },
      ...exampleFormat === "protobuf" && { notation: "prototext" },
      payload: bad
    }
  };
};
var ofRules = Object.fromEntries(RULES.map((rule) => [rule.code, toEntry(rule)]));
var ISSUE_CATALOGUE = { ...ISSUES, ...ofRules };
var findIssue = (code) => Object.hasOwn(ISSUE_CATALOGUE, code) ? ISSUE_CATALOGUE[code] : void 0;

// lambda/model/catalogue.ts
var CATALOGUE = {
  "request-malformed": {
    status: 400,
    title: "The request is not well-formed HTTP",
    advice: "Send a well-formed HTTP/1.1 request."
  },
  "path-invalid": {
    status: 400,
    title: "The path is not a grouping key",
    advice: "Use /metrics/job/<job>{/<label>/<value>}; percent-encode values, or write <label>@base64/<value>."
  },
  "query-invalid": {
    status: 400,
    title: "A query parameter is not valid",
    advice: "Remove or rename the parameter that detail names. PUT and POST take dry_run, which is true or false. GET /metrics takes job, which is a pattern."
  },
  "body-corrupt": {
    status: 400,
    title: "The body cannot be decompressed",
    advice: "Compress the body as Content-Encoding says. Send all of it, and nothing after its end."
  },
  "payload-unreadable": {
    status: 400,
    title: "The payload cannot be read",
    advice: "Correct the places listed in errors: each has a line and a column (or a pointer). If there are none, do what detail says."
  },
  "credential-invalid": {
    status: 401,
    title: "No valid credential was sent",
    advice: "Send Authorization: Basic <client>:<token>, or Bearer <client>.<token>. A rotated token stops working after the overlap."
  },
  "group-not-granted": {
    status: 403,
    title: "This client may not touch this group",
    advice: "Push with a method, job and grouping labels that the client's grants allow, or ask for a grant in proxy.yaml. To read, ask for reads or scrape."
  },
  "metrics-not-granted": {
    status: 403,
    title: "This client may not push these metrics",
    advice: "Push only metric names and label values that the client's grants allow."
  },
  "cross-site-request": {
    status: 403,
    title: "A page of another web site may not push",
    advice: "Push from a program. A web page can push only through a server of your own, with PUT."
  },
  "address-blocked": {
    status: 403,
    title: "The address is blocked",
    advice: "Push from another address, or ask the operator to exempt yours (deployment.firewall.exemptCidrs): the proxy's firewall blocks addresses with a bad reputation."
  },
  "route-unknown": {
    status: 404,
    title: "There is nothing at this path",
    advice: "Push to /metrics/job/<job>{/<label>/<value>}."
  },
  "method-not-allowed": {
    status: 405,
    title: "The method is not allowed here",
    advice: "PUT replaces a group, POST replaces families of the same name, DELETE removes the group, GET reads it back."
  },
  "group-unknown": {
    status: 404,
    title: "There is no such group",
    advice: "Push the group first, or check job and grouping labels: the group may have been deleted or expired."
  },
  "gzip-required": {
    status: 406,
    title: "The page is too large without gzip",
    advice: "Send Accept-Encoding: gzip (curl --compressed), or ask for fewer jobs with ?job=<pattern>."
  },
  "contract-conflict": {
    status: 409,
    title: "The push disagrees with what is already pushed",
    advice: "Rename the metric or push it as the existing type. The entries of errors name the existing type or label value."
  },
  "body-too-large": {
    status: 413,
    title: "The body is too large",
    advice: "Push less at a time, or ask for a higher limit in proxy.yaml."
  },
  "group-too-large": {
    status: 413,
    title: "The group is too large",
    advice: "Spread its metrics over several groups, each with its own grouping label."
  },
  "path-too-long": {
    status: 414,
    title: "The path is too long",
    advice: "Use fewer or shorter grouping labels: a path may have at most 1,400 bytes."
  },
  "content-type-unsupported": {
    status: 415,
    title: "The content type is not supported",
    advice: "Send the text format, OpenMetrics, delimited protobuf or JSON, or leave out Content-Type for text."
  },
  "content-encoding-unsupported": {
    status: 415,
    title: "The content encoding is not supported",
    advice: "Send one of identity, gzip, zstd or snappy (framed), and only one."
  },
  "payload-invalid": {
    status: 422,
    title: "The payload can be read but is not valid",
    advice: "Correct the places listed in errors: each rule is documented under its code."
  },
  "limit-exceeded": {
    status: 422,
    title: "The payload exceeds a limit",
    advice: "Push less, or ask for a higher limit in proxy.yaml."
  },
  "rate-exceeded": {
    status: 429,
    title: "Too many requests",
    advice: "Wait for the time in Retry-After, then push again, and push less often."
  },
  "quota-exceeded": {
    status: 429,
    title: "The client keeps as much as it may",
    advice: "Delete groups that are no longer needed, or ask for a higher limit in proxy.yaml."
  },
  internal: {
    status: 500,
    title: "The proxy failed",
    advice: "The push may have been stored. Send the same again, which is safe. If it fails again, report the request id to the operator of the proxy."
  },
  "pushgateway-refused": {
    status: 502,
    title: "The Pushgateway refused what the proxy accepted",
    advice: "The push is stored, and every run of the sweep relays it again. This is a bug of the proxy: report the request id to the operator."
  },
  "service-unavailable": {
    status: 503,
    title: "The service is not available at the moment",
    advice: "Wait for the time in Retry-After, then push again."
  },
  "pushgateway-unavailable": {
    status: 503,
    title: "The Pushgateway cannot be reached",
    advice: "Push as usual: pushes are stored, and the Pushgateway gets them when it is back."
  },
  "authorizer-unavailable": {
    status: 503,
    title: "The credential cannot be checked at the moment",
    advice: "Wait for the time in Retry-After, then push again."
  },
  "store-unavailable": {
    status: 503,
    title: "The store cannot answer at the moment",
    advice: "Wait for the time in Retry-After, then push again. This is safe even if the push is already stored."
  },
  "store-opening": {
    status: 503,
    title: "The store is not open yet",
    advice: "Wait for the time in Retry-After, then push again. The store opens within minutes."
  },
  "page-too-large": {
    status: 503,
    title: "The page is too large",
    advice: "Use several scrape jobs, each with its own ?job=<pattern>, or use remote write."
  },
  "page-timed-out": {
    status: 503,
    title: "The page is not ready in time",
    advice: "Raise scrape_timeout in Prometheus if detail says so. Else use several scrape jobs, each with its own ?job=<pattern>, or use remote write."
  },
  "capacity-exhausted": {
    status: 503,
    title: "All clients together keep as much as they may",
    advice: "Tell the operator of the proxy, who must delete groups or raise the limits under store in proxy.yaml."
  }
};

// action/reported-problem.ts
var adviseOn = (code, issues) => {
  const fixes = [...new Set(issues.flatMap((issue) => findIssue(issue.code)?.fix ?? []))];
  if (fixes.length > 0 && fixes.length <= MAX_FIXES) {
    return fixes.join(" ");
  }
  return Object.hasOwn(CATALOGUE, code) ? CATALOGUE[code].advice : "";
};
var MAX_FIXES = 3;
var fail = (code, detail, advice) => err({ code, detail, advice, issues: [], total: 0, requestId: void 0 });

// action/request-with-retries.ts
var LONGEST_ATTEMPT_MS = 3e4;
var FIRST_WAIT_MS = 1e3;
var LONGEST_WAIT_MS = 15e3;
var requestWithRetries = async (request, ports, { deadlineMs, maxAttempts = Number.POSITIVE_INFINITY, onRetry }) => {
  for (let attempt = 1; ; attempt++) {
    const exchange = await attemptOnce(request, ports, deadlineMs, attempt);
    if (!isRetryable(exchange) || attempt >= maxAttempts) {
      return exchange;
    }
    const waitMs = Math.max(toBackOffMs(attempt, ports.random()), retryAfterMs(exchange));
    if (ports.now() + waitMs >= deadlineMs) {
      return exchange;
    }
    onRetry(`${new URL(request.url).host}: ${describe2(exchange)}`, waitMs);
    await ports.sleep(waitMs);
  }
};
var sendWithRetries = (http) => async (request, timeoutMs) => {
  const exchange = await requestWithRetries(request, http, {
    deadlineMs: http.now() + timeoutMs,
    onRetry: () => {
    }
  });
  if (exchange.kind === "unreachable") {
    throw new Error(exchange.reason);
  }
  return exchange.answer;
};
var attemptOnce = async (request, { send, now }, deadlineMs, attempts) => {
  try {
    const timeoutMs = Math.min(Math.max(1, Math.ceil(deadlineMs - now())), LONGEST_ATTEMPT_MS);
    return { kind: "answered", answer: await send(request, timeoutMs) };
  } catch (error) {
    return { kind: "unreachable", ...explain(error), attempts };
  }
};
var explain = (error) => {
  const reason = toReason(error);
  return reason === "EPROTO" && String(error).includes("wrong version number") ? { reason: "there is no TLS: its URL begins with http", isFinal: true } : { reason, isFinal: CERTIFICATE_ERROR.test(reason) };
};
var CERTIFICATE_ERROR = /CERT|^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/;
var toReason = (error) => {
  if (!(error instanceof Error)) {
    return "no answer";
  }
  if (error.name === "TimeoutError") {
    return "no answer in time";
  }
  if (!("code" in error) || typeof error.code !== "string") {
    return error.message;
  }
  return error.code === "ERR_PROXY_TUNNEL" ? cut2(error.message, MAX_MESSAGE2) : error.code;
};
var MAX_MESSAGE2 = 200;
var isRetryable = (exchange) => exchange.kind === "unreachable" ? !exchange.isFinal : exchange.answer.status === 429 || exchange.answer.status >= 500;
var toBackOffMs = (attempt, random) => Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS) * (0.5 + random / 2);
var retryAfterSeconds = (answer) => {
  const text = answer.header("retry-after") ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
};
var retryAfterMs = (exchange) => exchange.kind === "answered" ? retryAfterSeconds(exchange.answer) * 1e3 : 0;
var describe2 = (exchange) => exchange.kind === "answered" ? `the answer was ${exchange.answer.status}` : exchange.reason;

// action/id-token.ts
var requestIdToken = async (audience, ports, retries) => {
  const url = ports.env["ACTIONS_ID_TOKEN_REQUEST_URL"] ?? "";
  const requestToken = ports.env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] ?? "";
  if (!URL.canParse(url) || requestToken === "") {
    return failWithoutPermission(ports);
  }
  const exchange = await requestWithRetries(
    {
      method: "GET",
      url: addAudience(url, audience),
      headers: { Authorization: `Bearer ${requestToken}`, Accept: "application/json" }
    },
    ports.http,
    retries
  );
  if (exchange.kind === "unreachable") {
    return fail(
      "id-token-unavailable",
      `${new URL(url).host}, which gives the OIDC tokens, gave no answer (${exchange.reason})`,
      "check that this runner can connect to it; if it does so through a proxy, set HTTPS_PROXY and NO_PROXY"
    );
  }
  return readIdToken(exchange.answer);
};
var addAudience = (url, audience) => {
  const asked = new URL(url);
  asked.searchParams.set("audience", audience);
  return asked.href;
};
var failWithoutPermission = (ports) => isPullRequestOfFork(ports) ? fail(
  "id-token-unavailable",
  "GitHub gives no OIDC token to a pull_request that comes from a fork",
  "leave the step out there: `if: github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository`"
) : fail(
  "id-token-unavailable",
  "this job may not ask GitHub for an OIDC token",
  "add `permissions: { id-token: write, contents: read }` to the job (a permission that is not listed is none; a reusable workflow needs it in the job that calls it, too), or give the input credential"
);
var readIdToken = ({ status, body }) => {
  if (status !== 200) {
    const { message } = toRecord(readJson(body));
    const said = typeof message === "string" ? `: ${cut2(message, MAX_MESSAGE3)}` : "";
    return failRequest(`GitHub answered ${status} to the request for an OIDC token${said}`);
  }
  const token = parseValue(body);
  return token === void 0 ? failRequest("GitHub's answer to the request for an OIDC token has no token") : ok(new Secret(token));
};
var MAX_MESSAGE3 = 200;
var parseValue = (body) => {
  const { value } = toRecord(readJson(body));
  return typeof value === "string" && /^[\w-]+(\.[\w-]+){2}$/.test(value) ? value : void 0;
};
var failRequest = (detail) => fail(
  "id-token-unavailable",
  detail,
  "run the job again; githubstatus.com says whether GitHub Actions has an outage"
);

// action/workflow-commands.ts
import { randomUUID } from "node:crypto";
var toAnnotation = (severity, text, place) => {
  const properties = Object.entries(place).filter(([, value]) => value !== void 0).map(([name3, value]) => `${name3}=${escapeProperty(String(value))}`);
  const head = properties.length === 0 ? severity : `${severity} ${properties.join(",")}`;
  return `::${head}::${escapeData(escapeUnprintableInLines(text))}`;
};
var toMask = (secret) => `::add-mask::${escapeData(secret)}`;
var toPlainLine = (text) => {
  const line = escapeUnprintable(text.replace(/[\r\n]+/g, " ")).replaceAll("##[", "## [");
  return line.trimStart().startsWith("::") ? `> ${line}` : line;
};
var toOutput = (name3, value) => {
  const delimiter = `end-${randomUUID()}`;
  return `${name3}<<${delimiter}
${value}
${delimiter}
`;
};
var escapeData = (text) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
var escapeProperty = (text) => escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

// action/authorization.ts
var authorize = async (credential, ports, retries) => {
  if (credential.kind === "given") {
    return ok({ header: toMaskedHeader(credential.secret, ports), claims: void 0 });
  }
  const token = await requestIdToken(credential.audience, ports, retries);
  if (!token.ok) {
    return token;
  }
  ports.writeLine(toMask(token.value.reveal()));
  return ok({
    header: new Secret(`Bearer ${token.value.reveal()}`),
    claims: describeClaims(token.value.reveal())
  });
};
var toMaskedHeader = (secret, { writeLine }) => {
  const text = secret.reveal();
  const header = text.includes(":") ? toBasicAuthorization(text) : `Bearer ${text}`;
  const token = text.replace(/^[^:]*:|^[^.:]*\./, "");
  const encoded = header.replace(/^\w+ /, "");
  for (const part2 of new Set([text, token, encoded].filter((shown) => shown !== ""))) {
    writeLine(toMask(part2));
  }
  return new Secret(header);
};
var SHOWN = [
  "iss",
  "aud",
  "repository",
  "repository_id",
  "repository_owner_id",
  "project_path",
  "project_id",
  "namespace_id",
  "ref",
  "base_ref",
  "ref_protected",
  "event_name",
  "pipeline_source",
  "environment",
  "workflow_ref"
];
var describeClaims = (jwt) => {
  const payload = Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString("utf8");
  const claims = toRecord(readJson(payload));
  return SHOWN.flatMap((name3) => {
    const value = claims[name3];
    return typeof value === "string" ? [`${name3}=${JSON.stringify(value)}`] : [];
  }).join(", ");
};

// action/pull-request-comment.ts
import { createHash } from "node:crypto";
var findCommentTarget = (token, ports) => {
  const pullRequest = findPullRequestNumber(ports);
  if (pullRequest === void 0) {
    return ok(void 0);
  }
  const { GITHUB_API_URL: api = "", GITHUB_REPOSITORY: repository = "" } = ports.env;
  if (token.reveal() === "" || !isTrustedUrl(api) || repository === "") {
    return err("the input token is empty, or GITHUB_API_URL is not an https address");
  }
  return ok({ repositoryUrl: `${api}/repos/${repository}`, pullRequest, token });
};
var toMarker = ({ path }) => `<!-- pushgateway-proxy ${createHash("sha256").update(path).digest("hex").slice(0, 16)} -->`;
var writeComment = async (target, marker, text, http) => {
  const existing = await findComment(target, marker, http);
  if (!existing.ok) {
    return existing;
  }
  const { repositoryUrl, pullRequest } = target;
  const request = existing.value === void 0 ? { method: "POST", url: `${repositoryUrl}/issues/${pullRequest}/comments` } : { method: "PATCH", url: `${repositoryUrl}/issues/comments/${existing.value}` };
  const body = Buffer.from(JSON.stringify({ body: `${marker}
${text}` }));
  const answer = await ask(target, { ...request, body }, http);
  if (!answer.ok) {
    return answer;
  }
  return answer.value.status === 200 || answer.value.status === 201 ? ok(existing.value === void 0 ? "created" : "updated") : err(explain2(answer.value));
};
var MAX_PAGES2 = 30;
var findComment = async (target, marker, http) => {
  const list = `${target.repositoryUrl}/issues/${target.pullRequest}/comments?per_page=100`;
  for (let page = 1; page <= MAX_PAGES2; page++) {
    const answer = await ask(target, { method: "GET", url: `${list}&page=${page}` }, http);
    if (!answer.ok) {
      return answer;
    }
    if (answer.value.status !== 200) {
      return err(explain2(answer.value));
    }
    const comments = toRecords(readJson(answer.value.body));
    const found = comments.find((comment2) => isOwn(comment2, marker));
    if (found !== void 0 || comments.length < 100) {
      return ok(found?.["id"]);
    }
  }
  return ok(void 0);
};
var isOwn = (comment2, marker) => {
  const { id, body, user, author_association: association } = comment2;
  const isBot = toRecord(user)["type"] === "Bot";
  return Number.isSafeInteger(id) && typeof body === "string" && body.startsWith(marker) && (isBot || INSIDERS.has(association));
};
var INSIDERS = /* @__PURE__ */ new Set(["OWNER", "MEMBER", "COLLABORATOR"]);
var READ_TIMEOUT_MS = 1e4;
var ask = async ({ token }, request, http) => {
  const headers = {
    ...toGithubHeaders(token.reveal()),
    ...request.body !== void 0 && { "Content-Type": "application/json" }
  };
  const exchange = await requestWithRetries({ ...request, headers }, http, {
    deadlineMs: http.now() + READ_TIMEOUT_MS,
    onRetry: () => {
    },
    maxAttempts: request.method === "GET" ? void 0 : 1
  });
  return exchange.kind === "answered" ? ok(exchange.answer) : err(`GitHub's API gave no answer (${exchange.reason})`);
};
var explain2 = ({ status, body }) => {
  if (/rate limit/i.test(body)) {
    return `GitHub's API answered ${status}, too many requests; run the job again in an hour`;
  }
  return status === 401 || status === 403 || status === 404 ? `GitHub's API answered ${status}; add \`pull-requests: write\` to the job's permissions (the job of a fork's pull request cannot have it)` : `GitHub's API answered ${status}`;
};

// action/comment.ts
var MAX_CHARACTERS4 = 65e3;
var comment = async ({ text }, { inputs }, ports) => {
  if (inputs?.hasComment !== true || text === "") {
    return;
  }
  const target = findCommentTarget(inputs.token, ports);
  if (target.ok && target.value === void 0) {
    ports.writeLine("no comment: this run is not for a pull request");
    return;
  }
  const written = target.ok && target.value !== void 0 ? await writeComment(target.value, toMarker(inputs.key), toBody(text, ports), ports.http) : target;
  ports.writeLine(
    written.ok ? toPlainLine(`${written.value} the comment on the pull request`) : toAnnotation("warning", written.error, { title: "no comment on the pull request" })
  );
};
var toBody = (text, { env }) => {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run = "" } = env;
  const address = `${server}/${repository}/actions/runs/${run}`;
  const link = /^\d+$/.test(run) && URL.canParse(address) ? `
[the whole run](${new URL(address).href})
` : "";
  const body = `### CI metrics

${text}`;
  return body.length + link.length <= MAX_CHARACTERS4 ? body + link : `${TOO_LONG}${link}`;
};
var TOO_LONG = "### CI metrics\n\nThe report is too long for a comment. The job's summary has it.\n";

// action/input-parsers.ts
var oneOf = (name3, text, choices) => {
  const found = choices.find((choice) => choice === text);
  if (found !== void 0) {
    return ok(found);
  }
  const near = suggest(text, choices);
  const advice = near === void 0 ? "" : `; did you mean ${near}?`;
  return err(`${name3} is ${quote(text)}, expected one of ${choices.join(", ")}${advice}`);
};
var parseSwitch = (name3, text) => {
  const word = text.trim().toLowerCase();
  return word === "true" || word === "false" ? ok(word === "true") : err(`${name3} is ${quote(text)}, expected true or false`);
};
var parseUrl = (text) => {
  if (text === "") {
    return err("url is missing: give the address of the proxy, with its stage");
  }
  if (!isTrustedUrl(text)) {
    return err(
      "url is not an https address without user, query and fragment; http is accepted only on this machine, because the request has a credential"
    );
  }
  return /\/metrics(\/|$)/.test(new URL(text).pathname) ? err("url is too long: it must end before /metrics, because job and labels are separate inputs") : ok(text.replace(/\/+$/, ""));
};
var parseMetrics = (text, path, method, collect2) => {
  const [hasText, hasFile] = [text.trim() !== "", path !== ""];
  if (method.ok && method.value === "DELETE") {
    return hasText || hasFile || collect2 !== void 0 ? err("DELETE removes the whole group: leave out metrics, file, collect, junit and sizes") : ok(void 0);
  }
  if (hasText && hasFile) {
    return err("metrics and file are both given: leave out one of them");
  }
  if (hasFile) {
    return ok({ kind: "file", path });
  }
  if (hasText) {
    return ok({ kind: "lines", text });
  }
  return collect2 === void 0 ? err("there is nothing to push: give metrics or file, or one of collect, junit and sizes") : ok(void 0);
};
var parseCredentialInput = (text, audience) => {
  if (text !== "") {
    return /^[\x21-\x7e]+[:.][\x21-\x7e]+$/.test(text) ? ok({ kind: "given", secret: new Secret(text) }) : err("credential is not <client>:<token>; its value is not shown");
  }
  return audience === "" ? err(
    "audience is missing: give the audience that the issuer has in proxy.yaml, a name that no other deployment uses; or give a credential"
  ) : ok({ kind: "id-token", audience });
};
var MAX_SECONDS2 = 240;
var parseTimeout = (text) => {
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return seconds >= 1 && seconds <= MAX_SECONDS2 ? ok(seconds * 1e3) : err(`timeout-seconds is ${quote(text)}, expected a whole number from 1 to ${MAX_SECONDS2}`);
};
var parseHistory = (url, credential) => {
  if (url === "") {
    return credential === "" ? ok(void 0) : err("history-credential is given without history-url");
  }
  if (!isTrustedUrl(url)) {
    return err("history-url is not an https address without user, query and fragment");
  }
  if (!/^[\x21-\x7e]*$/.test(credential)) {
    return err("history-credential is neither <user>:<password> nor a token; its value is not shown");
  }
  return ok({
    url: url.replace(/\/+$/, ""),
    credential: credential === "" ? void 0 : new Secret(credential)
  });
};

// ci/budgets/amount.ts
var UNIT_WORDS = {
  seconds: { ms: 1e-3, s: 1, m: 60, min: 60, h: 3600 },
  bytes: {
    B: 1,
    ...{ kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9 },
    ...{ KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }
  },
  ratio: { "%": 0.01 },
  count: {}
};
var sizeOf = (word, unit) => Object.hasOwn(UNIT_WORDS[unit], word) ? UNIT_WORDS[unit][word] : void 0;
var describeUnits = (unit) => {
  const words = Object.keys(UNIT_WORDS[unit]);
  return words.length === 0 ? "no unit (what a metric is measured in is the end of its name: _seconds, _bytes or _ratio)" : `a unit (one of ${words.join(", ")})`;
};

// ci/budgets/scanner.ts
var Scanner = class {
  #line;
  #lineNumber;
  #at = 0;
  constructor(line, lineNumber) {
    this.#line = line;
    this.#lineNumber = lineNumber;
  }
  get isAtEnd() {
    return this.#at >= this.#line.length;
  }
  skipBlanks() {
    this.take(/[ \t]*/);
  }
  /** The text that the pattern matches here, or undefined. */
  peek(pattern) {
    const sticky = new RegExp(pattern.source, "y");
    sticky.lastIndex = this.#at;
    return sticky.exec(this.#line)?.[0];
  }
  /** The same, and continues after it. */
  take(pattern) {
    const found = this.peek(pattern);
    this.#at += found?.length ?? 0;
    return found;
  }
  /** The issue at this place. The rest of the line is shown. */
  fail(expected) {
    const column = Array.from(this.#line.slice(0, this.#at)).length + 1;
    const got = this.isAtEnd ? "the end of the line" : quote(this.#line.slice(this.#at));
    return err(`budgets, line ${this.#lineNumber}, column ${column}: expected ${expected}, got ${got}`);
  }
};

// ci/budgets/parse-budgets.ts
var parseBudgets = (text) => {
  const budgets = text.split("\n").map((line, index) => [line.trimEnd(), index + 1]).filter(([line]) => !/^[ \t]*(#|$)/.test(line)).map(([line, number]) => parseBudget(line, number));
  const issues = budgets.flatMap((budget) => budget.ok ? [] : [budget.error]);
  return issues.length > 0 ? err(issues) : ok(budgets.flatMap((budget) => budget.ok ? [budget.value] : []));
};
var parseBudget = (line, lineNumber) => {
  const scanner = new Scanner(line, lineNumber);
  scanner.skipBlanks();
  const name3 = scanner.take(/[a-zA-Z_][a-zA-Z0-9_]*/);
  if (name3 === void 0) {
    return scanner.fail("the name of a metric");
  }
  const labels = parseLabels(scanner);
  if (!labels.ok) {
    return labels;
  }
  scanner.skipBlanks();
  if (scanner.take(/[:=]/) === void 0) {
    return scanner.fail('":" and a limit, for instance "+2%", "10m" or "0"');
  }
  scanner.skipBlanks();
  const bound = parseBound(scanner, unitOf(name3));
  if (!bound.ok) {
    return bound;
  }
  scanner.skipBlanks();
  const severity = scanner.take(/warn(?!\w)/) === void 0 ? "fail" : "warn";
  scanner.skipBlanks();
  return scanner.isAtEnd ? ok({ name: name3, labels: labels.value, bound: bound.value, severity, text: line.trim() }) : scanner.fail('the end of the line, or "warn"');
};
var parseLabels = (scanner) => {
  const labels = {};
  if (scanner.take(/\{/) === void 0) {
    return ok(labels);
  }
  for (; ; ) {
    scanner.skipBlanks();
    if (scanner.take(/\}/) !== void 0) {
      return ok(labels);
    }
    const label = scanner.take(/[a-zA-Z_][a-zA-Z0-9_]*(?=\s*=)/);
    if (label === void 0) {
      return scanner.fail('a label, for instance suite="unit", or "}"');
    }
    scanner.take(/\s*=\s*/);
    const value = scanner.take(/"(?:[^"\\]|\\["\\n])*"/);
    if (value === void 0) {
      return scanner.fail("the value of the label in double quotes");
    }
    labels[label] = JSON.parse(value);
    scanner.skipBlanks();
    scanner.take(/,/);
  }
};
var parseBound = (scanner, unit) => {
  const sign = scanner.take(/[+-]/);
  if (sign !== void 0) {
    return parseChange(scanner, unit, sign === "-" ? -1 : 1);
  }
  const kind = scanner.take(/<=|>=/) === ">=" ? "at-least" : "at-most";
  scanner.skipBlanks();
  const value = parseAmount(scanner, unit);
  return value.ok ? ok({ kind, value: value.value }) : value;
};
var parseChange = (scanner, unit, sign) => {
  const percent = scanner.take(/\d+(?:\.\d+)?[ \t]*%/);
  if (percent !== void 0) {
    return ok({ kind: "change", change: sign * Number.parseFloat(percent) / 100, isShare: true });
  }
  const amount = parseAmount(scanner, unit);
  return amount.ok ? ok({ kind: "change", change: sign * amount.value, isShare: false }) : amount;
};
var parseAmount = (scanner, unit) => {
  let total = 0;
  for (let part2 = 1; ; part2++) {
    const digits = scanner.take(/\d+(?:\.\d+)?/);
    if (digits === void 0) {
      return part2 === 1 ? scanner.fail("a number") : ok(total);
    }
    const size = parseUnit(scanner, unit, part2);
    if (!size.ok) {
      return size;
    }
    total += Number(digits) * (size.value ?? 1);
    if (size.value === void 0) {
      return ok(total);
    }
    scanner.skipBlanks();
  }
};
var parseUnit = (scanner, unit, part2) => {
  scanner.skipBlanks();
  const word = scanner.peek(/(?!warn\b)[a-zA-Z]+|%/);
  if (word === void 0) {
    return part2 === 1 ? ok(void 0) : scanner.fail(describeUnits(unit));
  }
  const size = sizeOf(word, unit);
  if (size === void 0) {
    return scanner.fail(describeUnits(unit));
  }
  scanner.take(/[a-zA-Z]+|%/);
  return ok(size);
};

// lambda/model/refusal.ts
var refuse = (code, detail, details = {}) => err({ code, detail, issues: [], total: 0, retryAfterSeconds: details.retryAfterSeconds });
var refuseIssues = (code, issues, total = issues.length) => err({
  code,
  detail: summarize(issues[0]?.detail ?? "", total - 1),
  issues: issues.slice(0, MAX_REPORTED_ISSUES),
  total,
  retryAfterSeconds: void 0
});
var summarize = (first, more) => more <= 0 ? first : `${first} (and ${count(more, "more issue")})`;

// lambda/decode/found-issues.ts
var rawIssue = (rule, family, at2, found) => ({ rule, family, at: at2, found });
var refuseUnreadable = (issues, total = issues.length) => refuseIssues("payload-unreadable", issues, total);

// lambda/decode/part-limit.ts
var MAX_PARTS = 3e5;
var LINES_BETWEEN_COUNTS = 256;
var MAX_FAMILIES = 1e5;
var MAX_LABELS = 1e3;
var MAX_SHAPE_NAMES = 5e4;
var MAX_RAW_ISSUES = 1e5;
var MAX_JSON_VALUES = 1e6;
var MAX_JSON_KEYS = 1e5;
var TOO_MANY = {
  lines: `${MAX_PARTS} lines`,
  parts: `${MAX_PARTS} families, metrics, quantiles, buckets, spans and exemplars`,
  families: `${MAX_FAMILIES} families`,
  labels: `${MAX_LABELS} labels on one series`,
  shapeNames: `${MAX_SHAPE_NAMES} label names in label sets that differ`,
  rawIssues: `${MAX_RAW_ISSUES} places that break rules`,
  jsonValues: `${MAX_JSON_VALUES} values`,
  jsonObjects: `${MAX_PARTS} objects`,
  jsonKeys: `${MAX_JSON_KEYS} keys in objects that differ`
};
var findTooManyLines = (lines, families, rawIssues) => {
  if (lines > MAX_PARTS) {
    return TOO_MANY.lines;
  }
  if (families > MAX_FAMILIES) {
    return TOO_MANY.families;
  }
  return rawIssues > MAX_RAW_ISSUES ? TOO_MANY.rawIssues : void 0;
};
var refuseTooManyParts = (parts) => refuse(
  "limit-exceeded",
  `the payload has more than ${parts}, which is more than one push may have; push less`
);

// lambda/decode/text/bytes.ts
var TAB = 9;
var LINE_FEED = 10;
var CARRIAGE_RETURN = 13;
var SPACE = 32;
var QUOTE = 34;
var HASH = 35;
var PLUS = 43;
var COMMA = 44;
var MINUS = 45;
var DOT = 46;
var ZERO = 48;
var NINE = 57;
var EQUALS = 61;
var BACKSLASH = 92;
var OPEN_BRACE = 123;
var CLOSE_BRACE = 125;
var LETTER = { E: 69, H: 72, L: 76, P: 80, T: 84, Y: 89 };
var NAME_START = 1;
var NAME_DIGIT = 2;
var COLON = 4;
var CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/[a-zA-Z_]/.test(character)) {
    return NAME_START;
  }
  return /[0-9]/.test(character) ? NAME_DIGIT : character === ":" ? COLON : 0;
});
var isBlank = (byte) => byte === SPACE || byte === TAB;
var skipBlanks = (bytes, start2) => {
  let at2 = start2;
  while (isBlank(bytes[at2])) {
    at2++;
  }
  return at2;
};
var isMetricNameStart = (byte) => (CLASSES[byte] & (NAME_START | COLON)) !== 0;
var isMetricNameByte = (byte) => CLASSES[byte] !== 0;
var isLabelNameStart = (byte) => CLASSES[byte] === NAME_START;
var isLabelNameByte = (byte) => (CLASSES[byte] & (NAME_START | NAME_DIGIT)) !== 0;

// lambda/decode/text/text-source.ts
var TextSource = class {
  #bytes;
  // Where the last look-up ended. Positions are looked up in ascending order, so many look-ups read the payload only
  // once.
  #at = 0;
  #line = 1;
  #column = 1;
  constructor(bytes) {
    this.#bytes = bytes;
    this.#rewind();
  }
  locate(at2) {
    if (at2 < this.#at) {
      this.#rewind();
    }
    this.#skipLines(at2);
    for (; this.#at < at2; this.#at++) {
      if ((this.#bytes[this.#at] & 192) !== 128) {
        this.#column++;
      }
    }
    return { line: this.#line, column: this.#column };
  }
  /** To the start of the line that contains the position. */
  #skipLines(at2) {
    let end = this.#bytes.indexOf(LINE_FEED, this.#at);
    while (end !== -1 && end < at2) {
      this.#at = end + 1;
      this.#line++;
      this.#column = 1;
      end = this.#bytes.indexOf(LINE_FEED, this.#at);
    }
  }
  #rewind() {
    this.#at = byteOrderMarkLength(this.#bytes);
    this.#line = 1;
    this.#column = 1;
  }
};
var byteOrderMarkLength = (bytes) => bytes[0] === 239 && bytes[1] === 187 && bytes[2] === 191 ? 3 : 0;

// lambda/decode/text/utf8.ts
import { isUtf8 } from "node:buffer";
var findNotUtf8 = (bytes) => {
  const isUtf16 = UTF16_START.test(String.fromCharCode(...bytes.subarray(0, 4)));
  return isUtf16 || !isUtf8(bytes) ? {
    code: "not-utf8",
    detail: isUtf16 ? "the payload is UTF-16; save it as UTF-8 (in PowerShell: Out-File -Encoding utf8)" : "the payload is not valid UTF-8 here; encode names, label values and HELP texts as UTF-8",
    location: new TextSource(bytes).locate(isUtf16 ? 0 : findInvalidUtf8(bytes))
  } : void 0;
};
var UTF16_START = /^(\xff\xfe|\xfe\xff|[^\0]\0[^\0]\0|\0[^\0]\0[^\0])/;
var findInvalidUtf8 = (bytes) => {
  let at2 = 0;
  for (let step = FIRST_STEP; step >= LONGEST_SEQUENCE; ) {
    const valid = validUntil(bytes, at2, Math.min(at2 + step, bytes.length));
    if (valid > at2) {
      at2 = valid;
    } else {
      step /= 2;
    }
  }
  return at2;
};
var FIRST_STEP = 2 ** 25;
var LONGEST_SEQUENCE = 4;
var validUntil = (bytes, from, end) => [end, end - 1, end - 2, end - 3].find((to) => isUtf8(bytes.subarray(from, to))) ?? from;

// lambda/decode/text/types.ts
var TEXT_TYPES = /* @__PURE__ */ new Map([
  ["counter", "counter"],
  ["gauge", "gauge"],
  ["untyped", "untyped"],
  ["unknown", "untyped"],
  ["summary", "summary"],
  ["histogram", "histogram"],
  ["gaugehistogram", "gaugehistogram"],
  ["gauge_histogram", "gaugehistogram"]
]);

// lambda/decode/json/json-source.ts
var toPosition = (family, metric = -1) => family * STRIDE + metric + 1;
var WHOLE = -1;
var STRIDE = 2 ** 26;
var JsonSource = class {
  #topKeys;
  /** `topKeys` are the keys of the outermost object; empty if it is a list. */
  constructor(topKeys) {
    this.#topKeys = [...topKeys];
  }
  locate(at2) {
    if (at2 === WHOLE) {
      return { pointer: "" };
    }
    const family = Math.floor(at2 / STRIDE);
    const metric = at2 % STRIDE - 1;
    const top = `/${escapeToken(cutName(this.#topKeys[family] ?? String(family)))}`;
    return { pointer: metric < 0 ? top : `${top}/metrics/${metric}` };
  }
};
var escapeToken = (token) => token.replaceAll("~", "~0").replaceAll("/", "~1");

// lambda/decode/text/parse-number.ts
var parseNumber = (payload, start2, end) => parseDecimal(payload, start2, end) ?? parseNumberText(payload.slice(start2, end));
var LAST_EXTENSIBLE_MANTISSA = 900719925474098;
var POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
var parseDecimal = (payload, start2, end) => {
  const { bytes } = payload;
  let at2 = start2;
  const first = bytes[at2];
  if (first === MINUS || first === PLUS) {
    at2++;
  }
  let mantissa = 0;
  let isLong = false;
  let digits = 0;
  let pointAt = -1;
  for (; at2 < end; at2++) {
    const byte = bytes[at2];
    if (byte >= ZERO && byte <= NINE) {
      isLong ||= mantissa > LAST_EXTENSIBLE_MANTISSA;
      mantissa = mantissa * 10 + (byte - ZERO);
      digits++;
    } else if (byte === DOT && pointAt < 0) {
      pointAt = digits;
    } else {
      break;
    }
  }
  if (digits === 0) {
    return void 0;
  }
  const written = parseShortExponent(bytes, at2, end);
  if (isLong) {
    return Number.isNaN(written) ? void 0 : parseFiniteNumber(payload.slice(start2, end));
  }
  const magnitude = scale(mantissa, written - (pointAt < 0 ? 0 : digits - pointAt));
  return first === MINUS && magnitude !== void 0 ? -magnitude : magnitude;
};
var parseFiniteNumber = (text) => {
  const value = Number(text);
  return Number.isFinite(value) ? value : void 0;
};
var scale = (mantissa, exponent) => {
  if (exponent === 0) {
    return mantissa;
  }
  if (exponent < 0) {
    return exponent >= -22 ? mantissa / POWERS_OF_TEN[-exponent] : void 0;
  }
  return exponent <= 22 ? mantissa * POWERS_OF_TEN[exponent] : void 0;
};
var parseShortExponent = (bytes, start2, end) => {
  if (start2 === end) {
    return 0;
  }
  const sign = bytes[start2 + 1];
  const first = start2 + (sign === MINUS || sign === PLUS ? 2 : 1);
  if ((bytes[start2] | 32) !== 101 || first >= end || end - first > 3) {
    return Number.NaN;
  }
  let exponent = 0;
  for (let at2 = first; at2 < end; at2++) {
    const digit = bytes[at2] - ZERO;
    if (digit < 0 || digit > 9) {
      return Number.NaN;
    }
    exponent = exponent * 10 + digit;
  }
  return sign === MINUS ? -exponent : exponent;
};
var DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
var INFINITE = /^([+-]?)inf(?:inity)?$/i;
var NOT_A_NUMBER = /^nan$/i;
var parseNumberText = (text) => {
  if (text === "+Inf") {
    return Number.POSITIVE_INFINITY;
  }
  if (DECIMAL.test(text)) {
    return parseFiniteNumber(text);
  }
  const infinite = INFINITE.exec(text);
  if (infinite !== null) {
    return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return NOT_A_NUMBER.test(text) ? Number.NaN : void 0;
};

// lambda/decode/json/json-value.ts
var parseJsonNumber = (value) => {
  if (typeof value === "string") {
    return parseNumberText(value);
  }
  return Number.isFinite(value) ? value : void 0;
};
var reportShape = (report2, at2, expected, got) => {
  report2("json-shape", at2, `expected ${expected}, got ${describeJson(got)}`);
};
var describeJson = (value) => {
  switch (typeof value) {
    case "string":
      return `the text ${quote(value)}`;
    case "number":
      return Number.isFinite(value) ? `the number ${value}` : "a number too large for a 64-bit float";
    case "object":
      return value === null ? "null" : Array.isArray(value) ? "a list" : "an object";
    case "boolean":
      return String(value);
    default:
      return "nothing";
  }
};

// lambda/decode/empty-label.ts
var checkEmptyLabel = (name3, reserved, at2, report2) => {
  if (name3 === "") {
    report2("label-name-invalid", at2, name3);
  } else if (!isLabelName(name3)) {
    report2("label-name-utf8", at2, name3);
  }
  if (name3.startsWith("__")) {
    report2("label-name-reserved", at2, name3);
  }
  if (name3 === reserved) {
    report2("label-misplaced", at2, name3);
  }
};

// lambda/decode/sort.ts
var sortAscending = (parts, keyOf) => {
  const isSorted = parts.every((part2, index) => index === 0 || keyOf(parts[index - 1]) <= keyOf(part2));
  if (!isSorted) {
    parts.sort((a, b) => compare(keyOf(a), keyOf(b)));
  }
};
var compare = (a, b) => {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
};
var toLabelSet = (pairs) => {
  if (pairs.length === 0) {
    return NO_LABELS;
  }
  const [[name3, value]] = pairs;
  if (pairs.length === 1) {
    return { names: [name3], values: [value] };
  }
  const sorted = pairs.toSorted(byName);
  return { names: sorted.map((pair) => pair[0]), values: sorted.map((pair) => pair[1]) };
};
var byName = ([a], [b]) => {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
};

// lambda/decode/to-timestamp.ts
var toTimestamp = (written, value) => {
  const decimal = DECIMAL2.exec(written) ?? DECIMAL2.exec(String(value));
  if (decimal === null) {
    return Math.abs(value) < 1 ? toForward(value < 0, 0, Math.abs(value) * NANOS) : { seconds: value, nanos: 0 };
  }
  const [, sign, whole, fraction] = decimal;
  return toForward(sign === "-", Number(whole), Number(fraction.slice(0, DIGITS).padEnd(DIGITS, "0")));
};
var toForward = (isNegative, seconds, nanos) => {
  const whole = Math.round(nanos);
  if (!isNegative || whole === 0) {
    return { seconds: isNegative && seconds > 0 ? -seconds : seconds, nanos: whole };
  }
  return { seconds: -seconds - 1, nanos: NANOS - whole };
};
var DECIMAL2 = /^([+-]?)(\d+)\.(\d*)$/;
var DIGITS = 9;
var NANOS = 1e9;

// lambda/decode/json/extras-reader.ts
var readTimestamp = (fields, key, at2, report2) => {
  const value = fields[key];
  if (value === void 0) {
    return void 0;
  }
  const seconds = parseJsonNumber(value);
  if (seconds === void 0 || !Number.isFinite(seconds)) {
    return reportShape(report2, at2, `seconds since 1970 under ${quote(key)}`, value);
  }
  return toTimestamp(String(value), seconds);
};
var readExemplar = (value, at2, report2) => {
  if (!isRecord(value)) {
    return reportShape(report2, at2, "an exemplar (an object)", value);
  }
  for (const key of Object.keys(value)) {
    if (!EXEMPLAR_KEYS.has(key)) {
      report2("key-unknown", at2, key);
    }
  }
  const number = parseJsonNumber(value["value"]);
  if (number === void 0) {
    return reportShape(report2, at2, 'a number under "value" of an exemplar', value["value"]);
  }
  const labels = readLabels(value["labels"], at2, report2);
  const timestamp = readTimestamp(value, "timestamp", at2, report2);
  return labels && { labels, value: number, timestamp };
};
var readExemplars = ({ exemplars }, at2, report2) => {
  if (exemplars === void 0 || Array.isArray(exemplars)) {
    return exemplars?.flatMap((one) => readExemplar(one, at2, report2) ?? []);
  }
  return reportShape(report2, at2, 'a list under "exemplars"', exemplars);
};
var readLabels = (value, at2, report2) => {
  const pairs = isRecord(value) ? Object.entries(value) : [];
  if (!(value === void 0 || isRecord(value)) || !areTexts(pairs)) {
    return reportShape(report2, at2, 'an object of texts under "labels" of an exemplar', value);
  }
  return toLabelSet(pairs);
};
var areTexts = (pairs) => pairs.every(([, text]) => typeof text === "string");
var EXEMPLAR_KEYS = /* @__PURE__ */ new Set(["labels", "value", "timestamp"]);

// lambda/decode/json/bucket-exemplars.ts
var placeExemplars = (histogram, fields, report2) => {
  const { bucket_exemplars: exemplars } = fields;
  const { buckets, at: at2 } = histogram;
  if (exemplars === void 0) {
    return buckets;
  }
  if (!isRecord(exemplars)) {
    reportShape(report2, at2, 'an object of exemplars under "bucket_exemplars"', exemplars);
    return buckets;
  }
  const byBound = /* @__PURE__ */ new Map();
  for (const [bound, exemplar] of Object.entries(exemplars)) {
    byBound.set(parseNumberText(bound), readExemplar(exemplar, at2, report2));
  }
  const all = byBound.has(INFINITY) ? withInfinity(histogram) : buckets;
  const placed = all.filter(({ upperBound }) => byBound.has(upperBound));
  if (placed.length < Object.keys(exemplars).length) {
    report2("exemplar-misplaced", at2, "");
  }
  return all.map((bucket) => {
    const exemplar = byBound.get(bucket.upperBound);
    return exemplar === void 0 ? bucket : { ...bucket, exemplar };
  });
};
var withInfinity = ({
  buckets,
  count: count2,
  at: at2
}) => count2 === void 0 || buckets.at(-1)?.upperBound === INFINITY ? buckets : [...buckets, { upperBound: INFINITY, cumulativeCount: count2, at: at2 }];
var INFINITY = Number.POSITIVE_INFINITY;

// lambda/model/own-text.ts
var toOwnText = (text) => Buffer.from(text, "utf16le").toString("utf16le");

// lambda/decode/name-trie.ts
var NameTrie = class {
  /** The number of nodes. A node with a long name counts as several, because of its memory. */
  nodes = 0;
  #root = { parent: void 0, name: "", value: void 0, children: void 0 };
  /** The value of these names. If there is none yet, `create` makes it. */
  getOrCreate(names, create) {
    let node = this.#root;
    for (const name3 of names) {
      node = this.#childOf(node, name3);
    }
    node.value ??= create(pathTo(node));
    return node.value;
  }
  #childOf(parent, name3) {
    parent.children ??= /* @__PURE__ */ new Map();
    const known = parent.children.get(name3);
    if (known !== void 0) {
      return known;
    }
    const child = { parent, name: toOwnText(name3), value: void 0, children: void 0 };
    parent.children.set(child.name, child);
    this.nodes += 1 + Math.floor(name3.length / CHARACTERS_OF_A_NODE);
    return child;
  }
};
var CHARACTERS_OF_A_NODE = 100;
var pathTo = (node) => {
  const names = [];
  for (let at2 = node; at2.parent !== void 0; at2 = at2.parent) {
    names.push(at2.name);
  }
  return names.reverse();
};

// lambda/decode/label-layout.ts
var LabelShape = class {
  /** The number of the last payload that had the shape. */
  payload = 0;
  written;
  /** A name that occurs twice, if any. */
  repeated;
  leAt;
  quantileAt;
  #book;
  #plain;
  #withoutLe;
  #withoutQuantile;
  constructor(book, written) {
    this.#book = book;
    this.written = written;
    this.repeated = findRepeated(written);
    this.leAt = written.indexOf("le");
    this.quantileAt = written.indexOf("quantile");
  }
  get plain() {
    this.#plain ??= this.#book.layoutOf(this.written, () => true);
    return this.#plain;
  }
  get withoutLe() {
    this.#withoutLe ??= this.#layoutWithout("le");
    return this.#withoutLe;
  }
  get withoutQuantile() {
    this.#withoutQuantile ??= this.#layoutWithout("quantile");
    return this.#withoutQuantile;
  }
  // Not in the getters, which are called for every line: a closure inside them would be allocated in each call.
  #layoutWithout(name3) {
    return this.#book.layoutOf(this.written, (at2) => this.written[at2] !== name3);
  }
};
var findRepeated = (names) => {
  const seen = new Set(names);
  return seen.size === names.length ? void 0 : names.find((name3) => !seen.delete(name3));
};
var MAX_KEPT_NODES = 1e4;
var shared;
var ShapeBook = class _ShapeBook {
  /**
   * The book for the next payload. It is the book of the payload before, because a process mostly gets the same label
   * names in every push. A book that became too large is replaced.
   */
  static forPayload() {
    shared ??= new _ShapeBook();
    shared.#payload++;
    shared.#namesOfPayload = 0;
    return shared;
  }
  #shapes = new NameTrie();
  #names = new NameTrie();
  #payload = 0;
  #namesOfPayload = 0;
  /** The exceeded limit, if any. Only names of the current payload count. */
  get tooMany() {
    return this.#namesOfPayload > MAX_SHAPE_NAMES ? TOO_MANY.shapeNames : void 0;
  }
  shapeOf(written) {
    const shape = this.#shapes.getOrCreate(written, (names) => new LabelShape(this, names));
    this.#count(shape, written);
    return shape;
  }
  /**
   * The layout of a series without its empty labels. One shape can have many such layouts, so their names count for the
   * limit, too.
   */
  layoutWithoutEmpty(written, isKept) {
    const layout = this.layoutOf(written, isKept);
    this.#count(this.#keep(layout.names), layout.names);
    return layout;
  }
  /** The layout of the labels for whose written position `isKept` is true. */
  layoutOf(written, isKept) {
    const order = [];
    for (let at2 = 0; at2 < written.length; at2++) {
      if (isKept(at2)) {
        order.push(at2);
      }
    }
    if (!isAscending2(written, order)) {
      order.sort((a, b) => written[a] < written[b] ? -1 : 1);
    }
    const kept = order.map((at2) => written[at2]);
    const { names } = this.#keep(kept);
    this.#forgetIfLarge();
    return { names, order, isAsWritten: order.every((at2, i) => at2 === i) };
  }
  #keep(names) {
    return this.#names.getOrCreate(names, (own) => ({ names: own, payload: 0 }));
  }
  #count(counted, names) {
    if (counted.payload !== this.#payload) {
      counted.payload = this.#payload;
      this.#namesOfPayload += names.length;
      this.#forgetIfLarge();
    }
  }
  /** The current payload still uses a book that is too large, but the next one gets a new book. */
  #forgetIfLarge() {
    if (this.#shapes.nodes + this.#names.nodes > MAX_KEPT_NODES) {
      shared = void 0;
    }
  }
};
var isAscending2 = (written, order) => {
  for (let i = 1; i < order.length; i++) {
    if (written[order[i]] < written[order[i - 1]]) {
      return false;
    }
  }
  return true;
};

// lambda/decode/json/label-set-book.ts
var LabelSetBook = class {
  #shapes = ShapeBook.forPayload();
  #last = this.#shapes.shapeOf([]);
  get tooMany() {
    return this.#shapes.tooMany;
  }
  /** Labels with an empty value are dropped, because they are the same as missing ones. */
  toLabelSet(labels) {
    if (this.tooMany !== void 0) {
      return NO_LABELS;
    }
    const written = Object.keys(labels);
    const { written: last2 } = this.#last;
    const isLikeLast = written.length === last2.length && written.every((name3, index) => name3 === last2[index]);
    if (!isLikeLast) {
      this.#last = this.#shapes.shapeOf(written);
    }
    const isKept = (index) => labels[written[index]] !== "";
    const layout = written.every((_, index) => isKept(index)) ? this.#last.plain : this.#shapes.layoutWithoutEmpty(written, isKept);
    return { names: layout.names, values: layout.names.map((name3) => labels[name3]) };
  }
};

// lambda/decode/json/native-reader.ts
var readNative = (value, count2, at2, report2) => new JsonNativeReader(at2, report2).read(value, count2);
var JsonNativeReader = class {
  #at;
  #report;
  #isBroken = false;
  constructor(at2, report2) {
    this.#at = at2;
    this.#report = report2;
  }
  read(value, count2) {
    if (!isRecord(value)) {
      return this.#reportShape('an object under "native"', value);
    }
    for (const key of Object.keys(value)) {
      if (!NATIVE_KEYS.has(key)) {
        this.#report("key-unknown", this.#at, key);
      }
    }
    const { zero_count: zeroCount = 0 } = value;
    const isFloat = FLOAT_KEYS.some((key) => value[key] !== void 0) || !(isWhole(count2) && isWhole(zeroCount));
    if (isFloat && DELTA_KEYS.some((key) => value[key] !== void 0)) {
      this.#report("native-counts-mixed", this.#at, "");
    }
    const native = isFloat ? this.#readFloat(value, count2) : this.#readInteger(value, count2);
    return this.#isBroken ? void 0 : withSpan(native);
  }
  #readInteger(native, count2) {
    return {
      kind: "integer",
      ...this.#readCommon(native),
      count: this.#whole("count", count2, UINT64),
      zeroCount: this.#whole("zero_count", native["zero_count"] ?? 0, UINT64),
      positive: this.#readSide(native, "positive_spans", "positive_deltas", this.#delta),
      negative: this.#readSide(native, "negative_spans", "negative_deltas", this.#delta)
    };
  }
  #readFloat(native, count2) {
    return {
      kind: "float",
      ...this.#readCommon(native),
      count: this.#number("count", count2),
      zeroCount: this.#number("zero_count", native["zero_count"] ?? 0),
      positive: this.#readSide(native, "positive_spans", "positive_counts", this.#number),
      negative: this.#readSide(native, "negative_spans", "negative_counts", this.#number)
    };
  }
  #readCommon(native) {
    return {
      schema: Number(this.#whole("schema", native["schema"], INT32)),
      zeroThreshold: this.#number("zero_threshold", native["zero_threshold"] ?? 0)
    };
  }
  #readSide(native, spansKey, valuesKey, read) {
    return {
      spans: this.#list(native, spansKey).map((span) => this.#span(spansKey, span)),
      values: this.#list(native, valuesKey).map((value) => read.call(this, valuesKey, value))
    };
  }
  #list(native, key) {
    const { [key]: value = [] } = native;
    if (Array.isArray(value)) {
      return value;
    }
    this.#reportShape(`a list under ${quote(key)}`, value);
    return [];
  }
  #span(key, value) {
    if (!isRecord(value) || Object.keys(value).some((name3) => name3 !== "offset" && name3 !== "length")) {
      this.#reportShape(`objects of "offset" and "length" under ${quote(key)}`, value);
      return { offset: 0, length: 0 };
    }
    return {
      offset: Number(this.#whole("offset", value["offset"], INT32)),
      length: Number(this.#whole("length", value["length"], UINT32))
    };
  }
  #delta(key, value) {
    return this.#whole(key, value, INT64);
  }
  #whole(key, value, { least, most }) {
    const whole = parseWhole(value);
    if (whole === void 0 || whole < least || whole > most) {
      this.#reportShape(`a whole number from ${least} to ${most} under ${quote(key)}`, value);
      return 0;
    }
    return whole;
  }
  #number(key, value) {
    const number = parseJsonNumber(value);
    if (number === void 0) {
      this.#reportShape(`a number under ${quote(key)}`, value);
      return 0;
    }
    return number;
  }
  #reportShape(expected, got) {
    this.#isBroken = true;
    return reportShape(this.#report, this.#at, expected, got);
  }
};
var withSpan = (native) => {
  const { positive, negative, zeroThreshold, zeroCount } = native;
  const isDistinct = positive.spans.length > 0 || negative.spans.length > 0 || zeroThreshold !== 0 || zeroCount !== 0;
  return isDistinct ? native : { ...native, positive: { ...positive, spans: [{ offset: 0, length: 0 }] } };
};
var parseWhole = (value) => {
  if (typeof value === "string" && /^-?\d{1,20}$/.test(value)) {
    return toWhole(BigInt(value));
  }
  return Number.isSafeInteger(value) ? value : void 0;
};
var isWhole = (value) => parseWhole(value) !== void 0;
var INT32 = { least: -(2n ** 31n), most: 2n ** 31n - 1n };
var UINT32 = { least: 0n, most: 2n ** 32n - 1n };
var INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
var UINT64 = { least: 0n, most: 2n ** 64n - 1n };
var DELTA_KEYS = ["positive_deltas", "negative_deltas"];
var FLOAT_KEYS = ["positive_counts", "negative_counts"];
var NATIVE_KEYS = /* @__PURE__ */ new Set([
  "schema",
  "zero_threshold",
  "zero_count",
  "positive_spans",
  "negative_spans",
  ...DELTA_KEYS,
  ...FLOAT_KEYS
]);

// lambda/decode/json/metric-reader.ts
var JsonMetricReader = class {
  #report;
  #labelSets = new LabelSetBook();
  constructor(report2) {
    this.#report = report2;
  }
  /** The exceeded limit, if any. */
  get tooMany() {
    return this.#labelSets.tooMany;
  }
  readCounter(entry, at2) {
    const sample = this.#readValue(entry, at2, COUNTER_KEYS);
    return sample && this.#withExtras(sample, entry, {
      exemplar: this.#readExemplar(entry, at2)
    });
  }
  readSample(entry, at2) {
    return this.#readValue(entry, at2, SAMPLE_KEYS);
  }
  #readValue(entry, at2, keys) {
    const metric = this.#readObject(entry, at2, keys);
    const labels = metric && this.#readLabels(metric["labels"], at2, void 0);
    if (labels === void 0) {
      return void 0;
    }
    if (metric["value"] === void 0) {
      this.#report("value-of-wrong-type", at2, "no value");
      return void 0;
    }
    const value = this.#readNumber(metric, "value", at2);
    return value === void 0 ? void 0 : { labels, value, at: at2 };
  }
  readHistogram(entry, at2) {
    const metric = this.#readObject(entry, at2, HISTOGRAM_KEYS);
    const labels = metric && this.#readLabels(metric["labels"], at2, "le");
    if (labels === void 0) {
      return void 0;
    }
    const buckets = this.#readPairs(metric, "buckets", "bucket-bound-invalid", at2).map(
      ([upperBound, count3]) => ({
        upperBound,
        cumulativeCount: count3,
        at: at2
      })
    );
    sortAscending(buckets, ({ upperBound }) => upperBound);
    const native = this.#readNative(metric, at2);
    const [sum, count2] = [this.#readNumber(metric, "sum", at2), this.#readNumber(metric, "count", at2)];
    if (native !== void 0 && metric["count"] === void 0) {
      this.#report("json-shape", at2, 'expected a "count" in a native histogram, got none');
    } else if (metric["count"] === void 0 && buckets.at(-1)?.upperBound !== Number.POSITIVE_INFINITY) {
      this.#report("json-shape", at2, 'expected a "count" or a bucket "+Inf" in a histogram, got neither');
    }
    const histogram = {
      labels,
      buckets: placeExemplars({ buckets, count: count2, at: at2 }, metric, this.#report),
      sum,
      count: count2,
      at: at2
    };
    return this.#withExtras(histogram, metric, {
      native,
      exemplars: readExemplars(metric, at2, this.#report)
    });
  }
  #readNative(metric, at2) {
    const { native, count: count2 } = metric;
    const known = parseJsonNumber(count2) === void 0 ? 0 : count2;
    return native === void 0 ? void 0 : readNative(native, known, at2, this.#report);
  }
  #readExemplar({ exemplar }, at2) {
    return exemplar === void 0 ? void 0 : readExemplar(exemplar, at2, this.#report);
  }
  /** The metric with its extras and its created timestamp; the same object if it has none of them. */
  #withExtras(metric, fields, extras) {
    const created = readTimestamp(fields, "created", metric.at, this.#report);
    const isPlain = created === void 0 && Object.values(extras).every((extra) => extra === void 0);
    return isPlain ? metric : { ...metric, ...extras, created };
  }
  readSummary(entry, at2) {
    const metric = this.#readObject(entry, at2, SUMMARY_KEYS);
    const labels = metric && this.#readLabels(metric["labels"], at2, "quantile");
    if (labels === void 0) {
      return void 0;
    }
    const quantiles = this.#readPairs(metric, "quantiles", "quantile-invalid", at2).map(
      ([quantile, value]) => ({
        quantile,
        value,
        at: at2
      })
    );
    sortAscending(quantiles, ({ quantile }) => quantile);
    const [sum, count2] = [this.#readNumber(metric, "sum", at2), this.#readNumber(metric, "count", at2)];
    if (Object.keys(metric).every((key) => key === "labels")) {
      this.#report("value-of-wrong-type", at2, "no value");
    }
    return this.#withExtras({ labels, quantiles, sum, count: count2, at: at2 }, metric, {});
  }
  #readObject(entry, at2, keys) {
    if (!isRecord(entry)) {
      return reportShape(this.#report, at2, "a metric (an object)", entry);
    }
    for (const key of Object.keys(entry)) {
      if (key === "timestamp_ms") {
        this.#report("timestamp-present", at2, describeTimestamp(entry[key]));
      } else if (!METRIC_KEYS.has(key)) {
        this.#report("key-unknown", at2, key);
      } else if (!keys.has(key)) {
        this.#report("value-of-wrong-type", at2, `${quote(key)}, which its type does not have`);
      }
    }
    return entry;
  }
  /** Undefined if the key is missing. Also undefined if its value is not a number, which is reported. */
  #readNumber(metric, key, at2) {
    const value = metric[key];
    const number = parseJsonNumber(value);
    if (number === void 0 && value !== void 0) {
      reportShape(this.#report, at2, `a number under ${quote(key)}`, value);
    }
    return number;
  }
  /** The entries of an object whose keys and values are numbers. Entries of another form are reported and left out. */
  #readPairs(metric, key, ruleOfKeys, at2) {
    const { [key]: pairs = {} } = metric;
    if (!isRecord(pairs)) {
      reportShape(this.#report, at2, `an object of numbers under ${quote(key)}`, pairs);
      return [];
    }
    return Object.entries(pairs).flatMap(([name3, content]) => {
      const [number, value] = [parseNumberText(name3), parseJsonNumber(content)];
      const isNumber = number !== void 0 && !Number.isNaN(number);
      if (!isNumber) {
        this.#report(ruleOfKeys, at2, name3);
      }
      if (value === void 0) {
        reportShape(this.#report, at2, `a number under ${quote(key)}, ${quote(name3)}`, content);
      }
      return isNumber && value !== void 0 ? [[number, value]] : [];
    });
  }
  /**
   * `reserved` is the label that the type uses itself, such as `le`. Undefined if the labels are not valid, which is
   * reported.
   */
  #readLabels(value, at2, reserved) {
    if (value === void 0) {
      return NO_LABELS;
    }
    if (!isRecord(value)) {
      return reportShape(this.#report, at2, 'an object of texts under "labels"', value);
    }
    for (const [name3, text] of Object.entries(value)) {
      if (typeof text !== "string") {
        return reportShape(this.#report, at2, `a text as the value of the label ${quote(name3)}`, text);
      }
      if (text === "") {
        checkEmptyLabel(name3, reserved, at2, this.#report);
      }
    }
    return this.#labelSets.toLabelSet(value);
  }
};
var SAMPLE_KEYS = /* @__PURE__ */ new Set(["labels", "value"]);
var COUNTER_KEYS = /* @__PURE__ */ new Set([...SAMPLE_KEYS, "exemplar", "created"]);
var HISTOGRAM_KEYS = /* @__PURE__ */ new Set([
  "labels",
  "buckets",
  "bucket_exemplars",
  "native",
  "exemplars",
  "sum",
  "count",
  "created"
]);
var SUMMARY_KEYS = /* @__PURE__ */ new Set(["labels", "quantiles", "sum", "count", "created"]);
var METRIC_KEYS = /* @__PURE__ */ new Set([...COUNTER_KEYS, ...HISTOGRAM_KEYS, ...SUMMARY_KEYS]);
var describeTimestamp = (value) => typeof value === "string" || typeof value === "number" ? String(value) : describeJson(value);

// lambda/decode/json/exposition-reader.ts
var ExpositionReader = class {
  rawIssues = [];
  #scan;
  #report = (rule, at2, found) => {
    if (this.rawIssues.length <= MAX_RAW_ISSUES) {
      this.rawIssues.push(rawIssue(rule, this.#family, at2, found));
    }
  };
  #metrics = new JsonMetricReader(this.#report);
  /** The name of the current family; empty if it has none. */
  #family = "";
  #repeatedTaken = 0;
  constructor(scan) {
    this.#scan = scan;
  }
  /** The exceeded limit, if any. */
  get tooMany() {
    return this.rawIssues.length > MAX_RAW_ISSUES ? TOO_MANY.rawIssues : this.#metrics.tooMany;
  }
  read(value) {
    if (Array.isArray(value)) {
      return value.flatMap((entry, index) => this.#readFamily(entry, index) ?? []);
    }
    if (isRecord(value)) {
      return this.#readShorthand(value);
    }
    reportShape(this.#report, WHOLE, "a list of families, or an object of names and numbers", value);
    return [];
  }
  #readShorthand(object) {
    return [...this.#scan.topKeys].flatMap(([name3, index]) => {
      this.#enter(name3, index);
      return this.#readGauge(name3, object[name3], toPosition(index)) ?? [];
    });
  }
  #readGauge(name3, content, at2) {
    const value = parseJsonNumber(content);
    if (value === void 0) {
      return reportShape(this.#report, at2, `a number as the value of ${quote(name3)}`, content);
    }
    return { type: "gauge", name: name3, help: "", metrics: [{ labels: NO_LABELS, value, at: at2 }], at: at2 };
  }
  #readFamily(entry, index) {
    const at2 = toPosition(index);
    const object = toRecord(entry);
    const { name: name3, help = "", type = "untyped", unit = "", metrics } = object;
    this.#enter(typeof name3 === "string" ? name3 : "", index);
    if (object !== entry) {
      return reportShape(this.#report, at2, "a family (an object)", entry);
    }
    for (const key of Object.keys(object)) {
      if (!FAMILY_KEYS.has(key)) {
        this.#report("key-unknown", at2, key);
      }
    }
    if (typeof name3 !== "string") {
      return reportShape(this.#report, at2, 'a text under "name"', name3);
    }
    if (typeof help !== "string") {
      return reportShape(this.#report, at2, 'a text under "help"', help);
    }
    if (typeof type !== "string") {
      return reportShape(this.#report, at2, 'a text under "type"', type);
    }
    if (typeof unit !== "string") {
      return reportShape(this.#report, at2, 'a text under "unit"', unit);
    }
    if (!Array.isArray(metrics)) {
      return reportShape(this.#report, at2, 'a list under "metrics"', metrics);
    }
    return this.#readMetrics({ name: name3, help, at: at2, ...unit !== "" && { unit } }, type, metrics, index);
  }
  #readMetrics(family, typeName, entries, index) {
    const type = TEXT_TYPES.get(typeName.toLowerCase());
    const places = entries.map((entry, metric) => ({ entry, at: toPosition(index, metric) }));
    switch (type) {
      case "counter":
        return {
          ...family,
          type,
          metrics: places.flatMap(({ entry, at: at2 }) => this.#metrics.readCounter(entry, at2) ?? [])
        };
      case "gauge":
      case "untyped":
        return {
          ...family,
          type,
          metrics: places.flatMap(({ entry, at: at2 }) => this.#metrics.readSample(entry, at2) ?? [])
        };
      case "histogram":
      case "gaugehistogram":
        return {
          ...family,
          type,
          metrics: places.flatMap(({ entry, at: at2 }) => this.#metrics.readHistogram(entry, at2) ?? [])
        };
      case "summary":
        return {
          ...family,
          type,
          metrics: places.flatMap(({ entry, at: at2 }) => this.#metrics.readSummary(entry, at2) ?? [])
        };
      default:
        this.#report("type-unknown", family.at, typeName);
        return void 0;
    }
  }
  /** Begins a family. Reports the repeated keys that the scan has found in it. */
  #enter(name3, index) {
    const { repeated } = this.#scan;
    this.#family = name3;
    while (this.#repeatedTaken < repeated.length && repeated[this.#repeatedTaken].at < toPosition(index + 1)) {
      const { at: at2, key } = repeated[this.#repeatedTaken++];
      this.#report("key-repeated", at2, key);
    }
  }
};
var FAMILY_KEYS = /* @__PURE__ */ new Set(["name", "help", "type", "unit", "metrics", "time_stamp"]);

// lambda/decode/json/json-scan.ts
var JsonScan = class {
  repeated = [];
  forbidden = [];
  isTooDeep = false;
  tooMany;
  /** The keys of the outermost object, with their indices. The family of a key has the same index. */
  topKeys = /* @__PURE__ */ new Map();
  #text;
  #frames = [];
  #paths = /* @__PURE__ */ new Map();
  #values = 0;
  #pathKeys = 0;
  #labelKeys = 0;
  #objects = 0;
  constructor(text) {
    this.#text = text;
    let at2 = 0;
    while (at2 < text.length && !this.isTooDeep && this.tooMany === void 0) {
      at2 = this.#step(at2);
    }
  }
  /** Processes the token at `at`. Returns the offset after it. */
  #step(at2) {
    const frame = this.#frames.at(-1);
    switch (this.#text.charCodeAt(at2)) {
      case QUOTE2:
        return this.#string(at2, frame);
      case OPEN_BRACE2:
        this.#limit(++this.#objects, MAX_PARTS, TOO_MANY.jsonObjects);
        this.#enter(/* @__PURE__ */ new Map());
        break;
      case OPEN_BRACKET:
        this.#enter(void 0);
        break;
      case CLOSE_BRACE2:
      case CLOSE_BRACKET:
        this.#frames.pop();
        break;
      case COMMA2:
        if (frame !== void 0) {
          this.#next(frame);
        }
    }
    return at2 + 1;
  }
  #enter(keys) {
    if (this.#frames.length === 0 && keys !== void 0) {
      this.topKeys = keys;
    }
    this.#frames.push({ keys, key: "", isKeyNext: true, index: 0, path: this.#paths });
    this.isTooDeep = this.#frames.length > MAX_DEPTH2;
  }
  #next(frame) {
    frame.index++;
    frame.isKeyNext = true;
    if (++this.#values > MAX_JSON_VALUES) {
      this.tooMany = TOO_MANY.jsonValues;
    } else if (this.#frames.length === 1) {
      this.#limit(frame.index + 1, MAX_FAMILIES, TOO_MANY.families);
    } else if (this.#frames.at(-2).key === "labels") {
      this.#limit(frame.index + 1, MAX_LABELS, TOO_MANY.labels);
    }
  }
  #limit(count2, most, tooMany) {
    if (count2 > most) {
      this.tooMany = tooMany;
    }
  }
  #string(start2, frame) {
    const end = endOfString(this.#text, start2);
    if (frame?.keys !== void 0 && frame.isKeyNext) {
      frame.isKeyNext = false;
      this.#key(unescapeKey(this.#text.slice(start2, end)), frame, frame.keys);
    }
    return end;
  }
  #key(key, frame, keys) {
    frame.key = key;
    if (keys.has(key)) {
      this.#repeat(key);
    } else {
      keys.set(key, keys.size);
      if (this.#frames.length > 1) {
        this.#follow(frame, key);
      }
    }
    if (key === "__proto__" || key === "prototype" && this.#frames.at(-2)?.key === "constructor") {
      this.forbidden.push({ key, at: this.#position() });
    }
  }
  #repeat(key) {
    this.repeated.push({ key, at: this.#position() });
    this.#limit(this.repeated.length, MAX_RAW_ISSUES, TOO_MANY.rawIssues);
  }
  /**
   * Counts a key that no object had at the same place, after the same keys. V8 needs memory for each such list of keys.
   */
  #follow(frame, key) {
    let next = frame.path.get(key);
    if (next === void 0) {
      next = /* @__PURE__ */ new Map();
      frame.path.set(key, next);
      if (this.#frames.at(-2).key === "labels") {
        this.#limit(++this.#labelKeys, MAX_SHAPE_NAMES, TOO_MANY.shapeNames);
      } else {
        this.#limit(++this.#pathKeys, MAX_JSON_KEYS, TOO_MANY.jsonKeys);
      }
    }
    frame.path = next;
  }
  /** The position of the family or metric to which the current key belongs. */
  #position() {
    const [top, family, metrics] = this.#frames;
    const familyIndex = top.keys === void 0 ? top.index : top.keys.get(top.key);
    const isMetric = family?.key === "metrics" && metrics !== void 0 && metrics.keys === void 0;
    return isMetric ? toPosition(familyIndex, metrics.index) : toPosition(familyIndex);
  }
};
var MAX_DEPTH2 = 16;
var QUOTE2 = 34;
var COMMA2 = 44;
var OPEN_BRACKET = 91;
var BACKSLASH2 = 92;
var CLOSE_BRACKET = 93;
var OPEN_BRACE2 = 123;
var CLOSE_BRACE2 = 125;
var endOfString = (text, start2) => {
  let at2 = start2 + 1;
  while (at2 < text.length && text.charCodeAt(at2) !== QUOTE2) {
    at2 += text.charCodeAt(at2) === BACKSLASH2 ? 2 : 1;
  }
  return at2 + 1;
};
var unescapeKey = (quoted) => {
  if (!quoted.includes("\\")) {
    return quoted.slice(1, -1);
  }
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
};

// lambda/decode/json/decode-json.ts
var decodeJson = (bytes, parseJson) => {
  const notUtf8 = findNotUtf8(bytes);
  if (notUtf8 !== void 0) {
    return refuseUnreadable([notUtf8]);
  }
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  const hasMark = whole.startsWith(BYTE_ORDER_MARK);
  const text = hasMark ? whole.slice(1) : whole;
  const scan = new JsonScan(text);
  const source = new JsonSource(scan.topKeys.keys());
  const notes = hasMark ? [MARK_IGNORED] : [];
  if (scan.isTooDeep) {
    return ok({ families: [], rawIssues: [TOO_DEEP], notes, source });
  }
  if (scan.tooMany !== void 0) {
    return refuseTooManyParts(scan.tooMany);
  }
  if (scan.forbidden.length > 0) {
    return refuseUnreadable(scan.forbidden.map((found) => describeForbidden(found, source)));
  }
  const parsed = parseJson(text);
  if (!parsed.ok) {
    return refuseUnreadable([describeSyntax(text, parsed.error)]);
  }
  const reader = new ExpositionReader(scan);
  const families = reader.read(parsed.value);
  return reader.tooMany === void 0 ? ok({ families, rawIssues: reader.rawIssues, notes, source }) : refuseTooManyParts(reader.tooMany);
};
var BYTE_ORDER_MARK = "\uFEFF";
var MARK_IGNORED = {
  code: "byte-order-mark",
  detail: "the byte order mark at the start was ignored"
};
var TOO_DEEP = rawIssue(
  "json-shape",
  "",
  WHOLE,
  "the payload is nested far deeper than a list of families; see the documentation of the JSON format"
);
var describeForbidden = ({ key, at: at2 }, source) => ({
  code: "key-forbidden",
  detail: `the key ${quote(key)} is not allowed, since it can change what other keys mean; rename or remove it`,
  location: source.locate(at2)
});
var describeSyntax = (text, { at: at2, detail }) => ({
  code: "json-invalid",
  detail: `the payload is not JSON: ${detail}`,
  location: at2 === void 0 ? void 0 : locateEnd(Buffer.from(text.slice(0, at2)))
});
var locateEnd = (bytes) => new TextSource(bytes).locate(bytes.length);
var JSON_FORMAT = {
  id: "json",
  contentType: "application/json",
  fileName: "metrics.json",
  mediaTypes: [{ name: "application/json" }],
  decode: decodeJson,
  infersInfiniteBucket: true,
  hasWholeCharacters: false
};

// lambda/decode/text/decode-lines.ts
import { isAscii } from "node:buffer";

// lambda/decode/text/lost-newlines.ts
var COMMENT_INSIDE = /[^\s#][ \t]*# ?(?:HELP|TYPE)[ \t]/;
var SAMPLE_IN_COMMENT = /^#.*[ \t][+-]?(?:\d[\d.]*(?:e[+-]?\d+)?|nan|inf)$/i;
var SAMPLE_INSIDE = /[ \t}][+-]?\d[\d.]*(?:e[+-]\d+)?[a-z_:][\w:]*[ \t{]/i;
var ESCAPED_NEWLINE = /\\n# ?(?:HELP|TYPE)[ \t]|(?:\d|nan|inf|counter|gauge|histogram|summary|untyped)\\n(?:$|[#a-z_:{])/i;
var LABEL_VALUES = /"(?:[^"\\]|\\.)*"/g;
var SEARCHED_CHARACTERS = 4096;
var NEWLINES_REMOVED = "the payload is one line with several statements in it, so its newlines were lost; with curl, use --data-binary instead of -d";
var NEWLINES_ESCAPED = "the payload has \\n in place of newlines; in a shell, write it with printf";
var explainLostNewlines = (payload, issues) => {
  const end = payload.findLineEnd(0);
  if (end + 1 < payload.bytes.length) {
    return void 0;
  }
  const line = payload.slice(0, end).trimStart();
  const isLost = hasLostNewlines(line, payload.lacksFinalNewline, issues);
  const start2 = line.slice(0, SEARCHED_CHARACTERS).replace(LABEL_VALUES, "");
  if ((isLost || issues > 0) && ESCAPED_NEWLINE.test(start2)) {
    return NEWLINES_ESCAPED;
  }
  return isLost ? NEWLINES_REMOVED : void 0;
};
var hasLostNewlines = (line, lacksFinalNewline, issues) => {
  if (lacksFinalNewline && SAMPLE_IN_COMMENT.test(line)) {
    return true;
  }
  const isSuspect = issues > 0 || line.startsWith("#");
  return isSuspect && (COMMENT_INSIDE.test(line) || issues > 0 && SAMPLE_INSIDE.test(line));
};

// lambda/decode/ascii-text.ts
var STRETCH_BYTES = 64 * 1024;
var AsciiText = class {
  #buffer;
  #stretch = "";
  #start = 0;
  #end = 0;
  constructor(buffer) {
    this.#buffer = buffer;
  }
  slice(start2, end) {
    if (start2 < this.#start) {
      return this.#buffer.toString("latin1", start2, end);
    }
    if (end > this.#end) {
      this.#decodeFrom(start2, end);
    }
    return this.#stretch.slice(start2 - this.#start, end - this.#start);
  }
  /** Decodes one stretch, or up to `end` if that is further. */
  #decodeFrom(start2, end) {
    this.#stretch = this.#buffer.toString("latin1", start2, Math.max(end, start2 + STRETCH_BYTES));
    this.#start = start2;
    this.#end = start2 + this.#stretch.length;
  }
};

// lambda/decode/text/payload.ts
var TextPayload = class {
  bytes;
  /** Whether the line feed at the end was added. */
  lacksFinalNewline;
  #buffer;
  #view;
  /** Undefined if the payload has characters outside ASCII. */
  #ascii;
  constructor(payload, isAscii2) {
    this.lacksFinalNewline = payload.at(-1) !== LINE_FEED;
    this.bytes = this.lacksFinalNewline ? withLineFeed(payload) : payload;
    this.#buffer = toBuffer(this.bytes);
    this.#view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    this.#ascii = isAscii2 ? new AsciiText(this.#buffer) : void 0;
  }
  slice(start2, end) {
    return this.#ascii === void 0 ? this.#buffer.toString("utf8", start2, end) : this.#ascii.slice(start2, end);
  }
  /**
   * The number of bytes, at most `length`, that are equal from `at` and from `before`. Precondition: `before` is less
   * than `at`. Four bytes are compared at a time.
   */
  countEqual(at2, before2, length) {
    const words = Math.min(length, this.bytes.length - at2) - 3;
    let equal = 0;
    for (; equal < words; equal += 4) {
      const difference = this.#view.getInt32(at2 + equal) ^ this.#view.getInt32(before2 + equal);
      if (difference !== 0) {
        return equal + (Math.clz32(difference) >> 3);
      }
    }
    while (equal < length && this.bytes[at2 + equal] === this.bytes[before2 + equal]) {
      equal++;
    }
    return equal;
  }
  /** The offset of the line feed that ends the line of `at`. */
  findLineEnd(at2) {
    const { bytes } = this;
    let end = at2;
    while (bytes[end] !== LINE_FEED) {
      end++;
    }
    return end;
  }
};
var toBuffer = (bytes) => bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
var withLineFeed = (payload) => {
  const bytes = new Uint8Array(payload.length + 1);
  bytes.set(payload);
  bytes[payload.length] = LINE_FEED;
  return bytes;
};

// lambda/decode/text/decode-lines.ts
var decodeLines = (bytes, createParser, toFamilies) => {
  const source = new TextSource(bytes);
  const toIssue3 = ({ at: at2, ...rest }) => ({ ...rest, location: source.locate(at2) });
  const notUtf8 = findNotUtf8(bytes);
  if (notUtf8 !== void 0) {
    return refuseUnreadable([notUtf8]);
  }
  const payload = new TextPayload(bytes, isAscii(bytes));
  const parser = createParser(payload);
  parser.parse();
  const { issues, rawIssues, notes } = parser.log;
  if (parser.tooMany !== void 0) {
    return refuseTooManyParts(parser.tooMany);
  }
  const lost = explainLostNewlines(payload, issues.total);
  if (lost !== void 0) {
    return refuseUnreadable([toIssue3({ code: "newlines-lost", detail: lost, at: 0 })]);
  }
  return issues.total > 0 ? refuseUnreadable(issues.issues.map(toIssue3), issues.total) : ok({
    families: toFamilies(parser),
    rawIssues,
    notes,
    source
  });
};

// lambda/decode/text/issue-log.ts
var IssueLog = class {
  issues = new IssueList();
  rawIssues = [];
  #notes = /* @__PURE__ */ new Map();
  #cursor;
  #texts;
  constructor(cursor, texts) {
    this.#cursor = cursor;
    this.#texts = texts;
  }
  get notes() {
    return [...this.#notes.values()];
  }
  /** Adds an issue, by default with the token at `at`. Returns the start of the next line, where parsing continues. */
  issue(kind, at2, found) {
    this.issues.add(() => {
      const detail = this.#texts[kind](found ?? this.#tokenAt(at2, kind));
      return { code: kind, detail, at: at2 };
    });
    return this.#cursor.nextLine(at2);
  }
  /**
   * Expects a line end at `at`. Adds the issue `otherwise` if there is something else. Returns the start of the next
   * line.
   */
  endLine(at2, otherwise) {
    const length = this.#cursor.lineEndLength(at2);
    if (length === 0) {
      return this.issue(otherwise, at2);
    }
    if (length === 2) {
      this.note("carriage-returns", "carriage returns at the end of lines were ignored");
    }
    return at2 + length;
  }
  rawIssue(code, family, at2, found) {
    this.rawIssues.push(rawIssue(code, family, at2, found));
  }
  /** Adds a note. Only the first note with a code is kept. */
  note(code, detail) {
    if (!this.#notes.has(code)) {
      this.#notes.set(code, { code, detail });
    }
  }
  /**
   * The token to show in an issue. An escape is shown without the text after it. A carriage return that does not end
   * its line is shown as a token.
   */
  #tokenAt(at2, kind) {
    const token = this.#cursor.token(at2) || (this.#cursor.isStrayReturn(at2) ? "\r" : "");
    return kind === "escape-unknown" ? Array.from(token.slice(0, 3)).slice(0, 2).join("") : token;
  }
};

// lambda/decode/text/escapes.ts
var unescapeHelp = (text) => {
  if (!text.includes("\\")) {
    return ok(text);
  }
  for (const { 0: found, index } of text.matchAll(/\\(?:.|$)/gsu)) {
    if (!HELP_ESCAPES.has(found)) {
      return err({ found, index });
    }
  }
  return ok(text.replace(/\\./gsu, (found) => HELP_ESCAPES.get(found)));
};
var HELP_ESCAPES = /* @__PURE__ */ new Map([
  ["\\\\", "\\"],
  ["\\n", "\n"],
  ['\\"', '"']
]);
var readEscapedValue = (payload, start2) => {
  const { bytes } = payload;
  let text = "";
  let from = start2;
  let at2 = start2;
  for (; ; ) {
    const byte = bytes[at2];
    if (byte === QUOTE) {
      return ok({ text: text + payload.slice(from, at2), end: at2 });
    }
    if (byte === LINE_FEED) {
      return err({ code: "label-value-unfinished", at: start2 - 1 });
    }
    if (byte !== BACKSLASH) {
      at2++;
      continue;
    }
    const escaped = VALUE_ESCAPES.get(bytes[at2 + 1]);
    if (escaped === void 0) {
      return err({ code: "escape-unknown", at: at2 });
    }
    text += payload.slice(from, at2) + escaped;
    at2 += 2;
    from = at2;
  }
};
var LETTER_N = 110;
var VALUE_ESCAPES = /* @__PURE__ */ new Map([
  [BACKSLASH, "\\"],
  [QUOTE, '"'],
  [LETTER_N, "\n"]
]);

// lambda/decode/text/label-reader.ts
var TextLabelReader = class {
  shape;
  hasEmptyValue = false;
  /** The issue at which {@link read} ended, and its offset. */
  issue = "labels-unfinished";
  issueAt = 0;
  /** The exceeded limit, if any. The parser then stops. */
  tooMany;
  #payload;
  #bytes;
  #shapes = ShapeBook.forPayload();
  #none;
  // For each position of a label, from the last series that had a label there: its name and its value, and where both
  // start and end in the payload. A value is undefined until it is needed. A value with escapes has the offset ESCAPED.
  #names = [];
  #values = [];
  #nameStarts = [];
  #nameEnds = [];
  #valueStarts = [];
  #valueEnds = [];
  // Of the series before: where its labels start, how many there are, and for each label the distance from that start
  // to the start of its value and to the end of the label.
  #start = 0;
  #count = 0;
  #valueOffsets = [];
  #pairEnds = [];
  // Entry n is the shape of the first n of `#names`.
  #shapesByCount = [];
  constructor(payload) {
    this.#payload = payload;
    this.#bytes = payload.bytes;
    this.#none = this.#shapes.shapeOf([]);
    this.shape = this.#none;
  }
  /** Sets the results for a series without braces. */
  readNone() {
    this.shape = this.#none;
    this.hasEmptyValue = false;
  }
  /**
   * Reads the labels that start at `start`, after `{`. Returns the offset after `}`, or -1 if there is an issue. Labels
   * are `name="value"` pairs that are separated by commas. A comma can follow the last pair, and blanks can be anywhere
   * outside names.
   */
  read(start2) {
    let count2 = this.#readAlike(start2);
    let at2 = count2 === 0 ? start2 : start2 + this.#pairEnds[count2 - 1];
    for (; ; ) {
      at2 = skipBlanks(this.#bytes, at2);
      if (count2 > 0 && this.#bytes[at2] === COMMA) {
        at2 = skipBlanks(this.#bytes, at2 + 1);
      } else if (count2 > 0 && this.#bytes[at2] !== CLOSE_BRACE) {
        return this.#fail("labels-unfinished", at2);
      }
      if (this.#bytes[at2] === CLOSE_BRACE) {
        break;
      }
      if (count2 === MAX_LABELS) {
        this.tooMany = TOO_MANY.labels;
        return this.#fail("labels-unfinished", at2);
      }
      at2 = this.#readPair(count2, at2);
      if (at2 === -1) {
        return -1;
      }
      this.#pairEnds[count2] = at2 - start2;
      count2++;
    }
    this.#count = count2;
    this.shape = this.#shapesByCount[count2] ??= this.#lookUpShape(count2);
    return at2 + 1;
  }
  #lookUpShape(count2) {
    const shape = this.#shapes.shapeOf(this.#names.slice(0, count2));
    this.tooMany = this.#shapes.tooMany;
    return shape;
  }
  /**
   * Skips the labels at the start that have the same bytes as in the series before, and reads the value in which both
   * series first differ. Returns the number of these labels. If the series before has an empty value, nothing is
   * skipped, so that `hasEmptyValue` is set again.
   */
  #readAlike(start2) {
    const known = this.hasEmptyValue ? 0 : this.#count;
    const before2 = this.#start;
    this.#start = start2;
    this.#count = 0;
    this.hasEmptyValue = false;
    if (known === 0) {
      return 0;
    }
    const equal = this.#payload.countEqual(start2, before2, this.#pairEnds[known - 1]);
    let count2 = 0;
    while (count2 < known && this.#pairEnds[count2] <= equal) {
      count2++;
    }
    if (count2 < known && this.#valueEnds[count2] !== ESCAPED && this.#valueOffsets[count2] <= equal) {
      const at2 = this.#readNewValue(count2, start2 + this.#valueOffsets[count2], start2 + equal);
      if (at2 !== -1) {
        this.#pairEnds[count2] = at2 - start2;
        return count2 + 1;
      }
    }
    return count2;
  }
  /** The value of the label at this written position. */
  valueAt(index) {
    this.#values[index] ??= this.#payload.slice(this.#valueStarts[index], this.#valueEnds[index]);
    return this.#values[index];
  }
  /** The labels that were read, in their written order. */
  pairs() {
    return this.shape.written.map((name3, index) => [name3, this.valueAt(index)]);
  }
  /** The value at this written position as a number. Undefined for a value with escapes: no number has them. */
  numberAt(index) {
    return parseNumber(this.#payload, this.#valueStarts[index], this.#valueEnds[index]);
  }
  /** The labels of the series that was read, in the given layout, without labels whose value is empty. */
  toLabelSet(layout) {
    const kept = this.hasEmptyValue ? this.#withoutEmpty(layout) : layout;
    return { names: kept.names, values: this.#arrange(kept) };
  }
  #withoutEmpty(layout) {
    const kept = new Set(layout.order.filter((at2) => this.valueAt(at2) !== ""));
    const left = this.#shapes.layoutWithoutEmpty(this.shape.written, (at2) => kept.has(at2));
    this.tooMany = this.#shapes.tooMany;
    return left;
  }
  /** Whether the series that was read has exactly these labels, in the given layout. */
  hasLabels(labels, layout) {
    if (labels.names !== layout.names) {
      return false;
    }
    for (let i = 0; i < layout.order.length; i++) {
      if (labels.values[i] !== this.valueAt(layout.order[i])) {
        return false;
      }
    }
    return true;
  }
  #arrange({ order, isAsWritten }) {
    for (let i = 0; i < order.length; i++) {
      this.valueAt(order[i]);
    }
    return isAsWritten ? this.#values.slice(0, order.length) : order.map((at2) => this.#values[at2]);
  }
  #readPair(index, start2) {
    let at2 = this.#readName(index, start2);
    if (at2 === -1) {
      return this.#fail("label-name-expected", start2);
    }
    at2 = skipBlanks(this.#bytes, at2);
    if (this.#bytes[at2] !== EQUALS) {
      return this.#fail("label-equals-expected", at2);
    }
    at2 = skipBlanks(this.#bytes, at2 + 1);
    if (this.#bytes[at2] !== QUOTE) {
      return this.#fail("label-quote-expected", at2);
    }
    this.#valueOffsets[index] = at2 + 1 - this.#start;
    return this.#readValue(index, at2 + 1);
  }
  /** Returns the end of the name, or -1 if there is none. */
  #readName(index, start2) {
    if (index < this.#names.length) {
      const known = this.#nameStarts[index];
      const length = this.#nameEnds[index] - known;
      const at2 = start2 + this.#payload.countEqual(start2, known, length);
      if (at2 === start2 + length && !isLabelNameByte(this.#bytes[at2])) {
        return at2;
      }
    }
    return this.#readNewName(index, start2);
  }
  #readNewName(index, start2) {
    if (!isLabelNameStart(this.#bytes[start2])) {
      return -1;
    }
    let at2 = start2 + 1;
    while (isLabelNameByte(this.#bytes[at2])) {
      at2++;
    }
    this.#names[index] = this.#payload.slice(start2, at2);
    this.#nameStarts[index] = start2;
    this.#nameEnds[index] = at2;
    this.#shapesByCount.length = Math.min(this.#shapesByCount.length, index + 1);
    return at2;
  }
  /**
   * Precondition: the opening quote is before `start`. Returns the offset after the closing quote, or -1 if there is an
   * issue.
   */
  #readValue(index, start2) {
    let at2 = start2;
    if (index < this.#values.length) {
      const known = this.#valueStarts[index];
      const length = this.#valueEnds[index] - known;
      at2 += this.#payload.countEqual(start2, known, length);
      if (at2 === start2 + length && this.#bytes[at2] === QUOTE && start2 < at2) {
        return at2 + 1;
      }
    }
    return this.#readNewValue(index, start2, at2);
  }
  /** Precondition: there is no quote, backslash or line feed between `start` and `from`. */
  #readNewValue(index, start2, from) {
    const bytes = this.#bytes;
    let at2 = from;
    let byte = bytes[at2];
    while (byte !== QUOTE && byte !== BACKSLASH && byte !== LINE_FEED) {
      byte = bytes[++at2];
    }
    if (byte !== QUOTE) {
      return this.#readEscapedValue(index, start2);
    }
    this.#values[index] = void 0;
    this.#valueStarts[index] = start2;
    this.#valueEnds[index] = at2;
    this.hasEmptyValue ||= start2 === at2;
    return at2 + 1;
  }
  #readEscapedValue(index, start2) {
    const read = readEscapedValue(this.#payload, start2);
    if (!read.ok) {
      return this.#fail(read.error.code, read.error.at);
    }
    this.#values[index] = read.value.text;
    this.#valueStarts[index] = ESCAPED;
    this.#valueEnds[index] = ESCAPED;
    return read.value.end + 1;
  }
  #fail(issue, at2) {
    this.issue = issue;
    this.issueAt = at2;
    this.shape = this.#none;
    return -1;
  }
};
var ESCAPED = 0;

// lambda/decode/text/line-cursor.ts
var LineCursor = class {
  #payload;
  #bytes;
  constructor(payload) {
    this.#payload = payload;
    this.#bytes = payload.bytes;
  }
  skipBlanks(start2) {
    return skipBlanks(this.#bytes, start2);
  }
  /** The end of the token that starts at `start`: the next blank or the end of the line. */
  tokenEnd(start2) {
    const bytes = this.#bytes;
    let at2 = start2;
    let byte = bytes[at2];
    while (!isBlank(byte) && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
      byte = bytes[++at2];
    }
    return at2;
  }
  /**
   * The length of the line end at `at`: 1 for a line feed, 2 for a carriage return and a line feed, 0 if the line goes
   * on.
   */
  lineEndLength(at2) {
    const byte = this.#bytes[at2];
    if (byte === LINE_FEED) {
      return 1;
    }
    return byte === CARRIAGE_RETURN && this.#bytes[at2 + 1] === LINE_FEED ? 2 : 0;
  }
  /** Whether there is a carriage return at `at` without a line feed after it. */
  isStrayReturn(at2) {
    return this.#bytes[at2] === CARRIAGE_RETURN && this.#bytes[at2 + 1] !== LINE_FEED;
  }
  /** The end of the text of this line, before its line feed, or its carriage return and line feed. */
  textEnd(start2) {
    const lineEnd = this.#payload.findLineEnd(start2);
    return this.#bytes[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
  }
  nextLine(at2) {
    return this.#payload.findLineEnd(at2) + 1;
  }
  /** The token that starts at `start`. */
  token(start2) {
    return this.#payload.slice(start2, this.tokenEnd(start2));
  }
};

// lambda/decode/text/quoted-names.ts
var QuotedNames = class {
  #payload;
  #cursor;
  #log;
  #metrics = /* @__PURE__ */ new Set();
  constructor(payload, cursor, log) {
    this.#payload = payload;
    this.#cursor = cursor;
    this.#log = log;
  }
  /**
   * Reports the quoted names outside the classic character set in a series whose labels cannot be read. The labels
   * start at `start`, after the brace. `family` is the name before the brace, if there is one. Returns the start of the
   * next line, or -1 if there are no such names.
   */
  skipSeries(start2, family) {
    const quoted = findQuotedNames(this.#payload, start2);
    if (quoted === void 0) {
      return -1;
    }
    const metric = family ?? quoted.find(({ isMetric }) => isMetric)?.name;
    const newer = quoted.filter(isNewer);
    if (metric === void 0 || newer.length === 0) {
      return -1;
    }
    for (const found of newer) {
      this.#report(found, metric);
    }
    return this.#cursor.nextLine(start2);
  }
  /** Does the same for a HELP, TYPE or UNIT line whose name should start at `start`. */
  skipComment(start2) {
    const read = this.#payload.bytes[start2] === QUOTE ? readEscapedValue(this.#payload, start2 + 1) : void 0;
    if (read === void 0 || !read.ok || read.value.text === "" || isMetricName(read.value.text)) {
      return -1;
    }
    const name3 = read.value.text;
    this.#report({ name: name3, at: start2, isMetric: true }, name3);
    return this.#cursor.nextLine(start2);
  }
  #report({ name: name3, at: at2, isMetric }, metric) {
    if (!isMetric) {
      this.#log.rawIssue("label-name-utf8", metric, at2, name3);
    } else if (!this.#metrics.has(name3)) {
      this.#metrics.add(name3);
      this.#log.rawIssue("metric-name-utf8", name3, at2, name3);
    }
  }
};
var isNewer = ({ name: name3, isMetric }) => name3 !== "" && !(isMetric ? isMetricName(name3) : isLabelName(name3));
var findQuotedNames = (payload, start2) => {
  const { bytes } = payload;
  const names = [];
  let at2 = skipBlanks(bytes, start2);
  while (bytes[at2] !== CLOSE_BRACE && names.length < MAX_LABELS) {
    const isQuoted = bytes[at2] === QUOTE;
    const name3 = isQuoted ? readString(payload, at2) : readPlainName(payload, at2);
    if (name3 === void 0) {
      return void 0;
    }
    let end = skipBlanks(bytes, name3.end);
    const isMetric = isQuoted && bytes[end] !== EQUALS;
    names.push({ name: name3.text, at: at2, isMetric });
    if (!isMetric) {
      const value = bytes[end] === EQUALS ? readString(payload, skipBlanks(bytes, end + 1)) : void 0;
      if (value === void 0) {
        return void 0;
      }
      end = skipBlanks(bytes, value.end);
    }
    if (bytes[end] === COMMA) {
      at2 = skipBlanks(bytes, end + 1);
    } else if (bytes[end] === CLOSE_BRACE) {
      at2 = end;
    } else {
      return void 0;
    }
  }
  return names;
};
var readString = (payload, at2) => {
  if (payload.bytes[at2] !== QUOTE) {
    return void 0;
  }
  const read = readEscapedValue(payload, at2 + 1);
  return read.ok ? { text: read.value.text, end: read.value.end + 1 } : void 0;
};
var readPlainName = ({ bytes }, start2) => {
  let end = start2;
  while (isLabelNameByte(bytes[end])) {
    end++;
  }
  return end === start2 ? void 0 : { text: "", end };
};

// lambda/decode/text/sample-collector.ts
var SampleCollector = class {
  #labels;
  #rawIssues;
  /** The sample or bucket that was added last. Undefined if it cannot have an exemplar. */
  #last;
  constructor(labels, rawIssues) {
    this.#labels = labels;
    this.#rawIssues = rawIssues;
  }
  add(target, value, at2) {
    const { family } = target;
    const { shape } = this.#labels;
    family.type ??= "untyped";
    this.#last = void 0;
    if (shape.repeated !== void 0) {
      this.#report("label-repeated", family, at2, shape.repeated);
    }
    if (this.#labels.hasEmptyValue) {
      this.#checkReservedEmpty(family, at2);
    }
    switch (family.type) {
      case "histogram":
      case "gaugehistogram":
        this.#addToHistogram(target, value, at2);
        break;
      case "summary":
        this.#addToSummary(target, value, at2);
        break;
      default:
        this.#addSample(family, { labels: this.#labels.toLabelSet(shape.plain), value, at: at2 });
    }
  }
  /** Adds the exemplar to the sample that was added last. */
  addExemplar({ family }, exemplar, at2) {
    if (this.#last === void 0) {
      this.#report("exemplar-misplaced", family, at2);
    } else {
      this.#last.exemplar = exemplar;
    }
  }
  #addSample(family, sample) {
    family.samples.push(sample);
    if (family.type === "counter") {
      this.#last = sample;
    }
  }
  #addToHistogram({ family, part: part2 }, value, at2) {
    const { shape } = this.#labels;
    const histogram = family.histograms.getOrCreate(this.#labels, shape.withoutLe, at2);
    switch (part2) {
      case "bucket":
        this.#addBucket(family, histogram, value, at2);
        break;
      case "own":
        this.#report("sample-out-of-place", family, at2, family.name);
        break;
      default:
        this.#checkMisplaced(family, "le", shape.leAt, at2);
        this.#setOnce(family, histogram, part2, value, at2);
    }
  }
  #addBucket(family, histogram, value, at2) {
    const { leAt } = this.#labels.shape;
    if (leAt < 0) {
      this.#report("bucket-without-le", family, at2);
      return;
    }
    const upperBound = this.#labels.numberAt(leAt);
    if (upperBound === void 0 || Number.isNaN(upperBound)) {
      this.#report("bucket-bound-invalid", family, at2, this.#labels.valueAt(leAt));
      return;
    }
    const bucket = { upperBound, cumulativeCount: value, at: at2 };
    histogram.buckets.push(bucket);
    this.#last = bucket;
  }
  #addToSummary({ family, part: part2 }, value, at2) {
    const { shape } = this.#labels;
    const summary = family.summaries.getOrCreate(this.#labels, shape.withoutQuantile, at2);
    if (part2 === "own") {
      this.#addQuantile(family, summary, value, at2);
    } else {
      this.#checkMisplaced(family, "quantile", shape.quantileAt, at2);
      this.#setOnce(family, summary, part2, value, at2);
    }
  }
  #addQuantile(family, summary, value, at2) {
    const { quantileAt } = this.#labels.shape;
    if (quantileAt < 0) {
      this.#report("quantile-missing", family, at2);
      return;
    }
    const quantile = this.#labels.numberAt(quantileAt);
    if (quantile === void 0 || Number.isNaN(quantile)) {
      this.#report("quantile-invalid", family, at2, this.#labels.valueAt(quantileAt));
      return;
    }
    summary.quantiles.push({ quantile, value, at: at2 });
  }
  /** Precondition: `part` is `sum` or `count`. */
  #setOnce(family, metric, part2, value, at2) {
    if (part2 === "sum" && metric.sum === void 0) {
      metric.sum = value;
    } else if (part2 !== "sum" && metric.count === void 0) {
      metric.count = value;
      metric.countAt = at2;
    } else {
      this.#report("series-repeated", family, at2, `${family.name}_${part2}`);
    }
  }
  #checkMisplaced(family, label, index, at2) {
    if (index >= 0) {
      this.#report("label-misplaced", family, at2, label);
    }
  }
  /** A label with an empty value is dropped, so the rule for reserved names would not see it. */
  #checkReservedEmpty(family, at2) {
    for (const [index, name3] of this.#labels.shape.written.entries()) {
      if (this.#labels.valueAt(index) === "" && name3.startsWith("__")) {
        this.#report("label-name-reserved", family, at2, name3);
      }
    }
  }
  #report(code, family, at2, found) {
    this.#rawIssues.push(rawIssue(code, family.name, at2, found));
  }
};

// lambda/decode/text/text-issues.ts
var TEXT_ISSUES = {
  "metric-name-expected": (found) => `expected a metric name at the start of the line, got ${show(found)}; a name is letters, digits, _ and :, and does not start with a digit`,
  "metric-name-unfinished": (found) => `expected a blank or { after the metric name, got ${show(found)}; a name is letters, digits, _ and :`,
  "metric-name-missing": () => 'expected a metric name before {, got none; write name{label="value"} 1, without quotes around the name',
  "comment-name-invalid": (found) => `expected a metric name after HELP or TYPE, got ${show(found)}; a name is letters, digits, _ and :, and does not start with a digit${adviseOnQuotes(found)}`,
  "help-escape-unknown": (found) => `the HELP text has an unknown escape ${show(found)}; write \\\\ for a backslash and \\n for a new line`,
  "label-name-expected": (found) => `expected a label name or }, got ${show(found)}; a label name is letters, digits and _, and does not start with a digit${adviseOnQuotes(found)}`,
  "label-equals-expected": (found) => `expected = after the label name, got ${show(found)}; write label="value"`,
  "label-quote-expected": (found) => `expected a label value in double quotes, got ${show(found)}; write label="value"`,
  "label-value-unfinished": (found) => `the label value ${show(found)} does not end on its line; close it with a double quote, and write \\n for a new line in it`,
  "escape-unknown": (found) => `the label value has an unknown escape ${show(found)}; only \\\\, \\" and \\n are known: write \\\\ for a backslash`,
  "labels-unfinished": (found) => `expected , or } after the label value, got ${show(found)}; ${found === "" ? "end the labels with }" : 'separate labels with commas, and write \\" for a quote inside a value'}`,
  "value-expected": () => "expected a value after the series, got the end of the line; write name value",
  "value-invalid": (found) => `expected a number as value, got ${show(found)}; write for instance 12, 0.5, 1.2e9, +Inf or NaN`,
  "value-too-large": (found) => `the value ${show(found)} is too large for a 64-bit float; for infinity write +Inf`,
  "exemplar-unsupported": () => "the text format has no exemplars; leave it out, or send Content-Type: application/openmetrics-text",
  "timestamp-invalid": (found) => `expected the end of the line after the value, got ${show(found)}; leave timestamps out, and put each series and comment on its own line`,
  "line-unfinished": (found) => `expected the end of the line, got ${show(found)}; put each series on its own line`
};
var adviseOnQuotes = (found) => found.startsWith('"') ? ": write it without quotes" : "";
var show = (found) => found === "" ? "the end of the line" : quote(found);
var valueIssue = (text) => {
  if (text === "") {
    return "value-expected";
  }
  return Math.abs(Number(text)) === Number.POSITIVE_INFINITY ? "value-too-large" : "value-invalid";
};

// lambda/decode/openmetrics/created-collector.ts
var CreatedCollector = class {
  #labels;
  #rawIssues;
  /** The timestamps of counters whose own sample was not directly before them. */
  #waiting = [];
  constructor(labels, rawIssues) {
    this.#labels = labels;
    this.#rawIssues = rawIssues;
  }
  add({ family }, created, at2) {
    const { shape } = this.#labels;
    if (shape.repeated !== void 0) {
      this.#report("label-repeated", family, at2, shape.repeated);
    }
    switch (family.type) {
      case "histogram":
        this.#checkMisplaced(family, "le", shape.leAt, at2);
        this.#setOnce(family, family.histograms.getOrCreate(this.#labels, shape.withoutLe, at2), created, at2);
        break;
      case "summary":
        this.#checkMisplaced(family, "quantile", shape.quantileAt, at2);
        this.#setOnce(
          family,
          family.summaries.getOrCreate(this.#labels, shape.withoutQuantile, at2),
          created,
          at2
        );
        break;
      default:
        this.#addToCounter(family, created, at2);
    }
  }
  /** Adds the timestamps that wait for the sample of their counter. Precondition: all lines are parsed. */
  settle() {
    for (const [family, waiting] of Map.groupBy(this.#waiting, (one) => one.family)) {
      const samples = new Map(family.samples.map((sample) => [toKey(sample.labels), sample]));
      for (const { labels, created, at: at2 } of waiting) {
        const sample = samples.get(toKey(labels));
        if (sample === void 0) {
          this.#report("created-misplaced", family, at2);
        } else {
          this.#setOnce(family, sample, created, at2);
        }
      }
    }
  }
  #addToCounter(family, created, at2) {
    const { plain } = this.#labels.shape;
    const before2 = family.samples.at(-1);
    if (before2 !== void 0 && this.#labels.hasLabels(before2.labels, plain)) {
      this.#setOnce(family, before2, created, at2);
    } else {
      this.#waiting.push({ family, labels: this.#labels.toLabelSet(plain), created, at: at2 });
    }
  }
  #setOnce(family, metric, created, at2) {
    if (metric.created === void 0) {
      metric.created = created;
      metric.createdAt = at2;
    } else {
      this.#report("series-repeated", family, at2, `${family.name.replace(/_total$/, "")}_created`);
    }
  }
  #checkMisplaced(family, label, index, at2) {
    if (index >= 0) {
      this.#report("label-misplaced", family, at2, label);
    }
  }
  #report(code, family, at2, found) {
    this.#rawIssues.push(rawIssue(code, family.name, at2, found));
  }
};
var toKey = ({ names, values }) => JSON.stringify([names, values]);

// lambda/decode/openmetrics/types.ts
var TOTAL = "_total";
var named = (type) => ({ type, part: "own", isInName: true });
var part = (type, samplePart) => ({
  type,
  part: samplePart,
  isInName: false
});
var OPENMETRICS_TYPES = new Map(
  Object.entries({
    counter: { [TOTAL]: named("counter"), _created: part("counter", "created") },
    gauge: { "": named("gauge") },
    histogram: {
      _bucket: part("histogram", "bucket"),
      _count: part("histogram", "count"),
      _sum: part("histogram", "sum"),
      _created: part("histogram", "created")
    },
    gaugehistogram: {
      _bucket: part("gaugehistogram", "bucket"),
      _gcount: part("gaugehistogram", "count"),
      _gsum: part("gaugehistogram", "sum")
    },
    summary: {
      "": part("summary", "own"),
      _count: part("summary", "count"),
      _sum: part("summary", "sum"),
      _created: part("summary", "created")
    },
    info: { _info: named("gauge") },
    stateset: { "": named("gauge") },
    unknown: { "": named("untyped") },
    untyped: { "": named("untyped") }
  }).map(([type, suffixes]) => [type, new Map(Object.entries(suffixes))])
);

// lambda/decode/openmetrics/descriptor-reader.ts
var DescriptorReader = class {
  #payload;
  #cursor;
  #log;
  #families;
  #quoted;
  constructor(payload, cursor, log, families, quoted) {
    this.#payload = payload;
    this.#cursor = cursor;
    this.#log = log;
    this.#families = families;
    this.#quoted = quoted;
  }
  /** Reads the line whose keyword ends at `start`. Returns the start of the next line. */
  read(start2, keyword) {
    const at2 = this.#cursor.skipBlanks(start2);
    const end = this.#cursor.tokenEnd(at2);
    const name3 = this.#payload.slice(at2, end);
    if (!isMetricName(name3)) {
      const next = this.#quoted.skipComment(at2);
      return next === -1 ? this.#log.issue("comment-name-invalid", at2) : next;
    }
    const family = this.#families.declare(name3, at2);
    const text = this.#cursor.skipBlanks(end);
    switch (keyword) {
      case "HELP":
        return this.#help(Math.min(end + 1, text), family);
      case "TYPE":
        return this.#type(text, family);
      case "UNIT":
        return this.#unit(text, family);
    }
  }
  /** At the first byte of a HELP text. */
  #help(start2, family) {
    const end = this.#cursor.textEnd(start2);
    const text = this.#payload.slice(start2, end);
    const help = unescapeHelp(text);
    if (!help.ok) {
      const { found, index } = help.error;
      return this.#log.issue("help-escape-unknown", start2 + Buffer.byteLength(text.slice(0, index)), found);
    }
    if (family.help !== void 0) {
      this.#log.rawIssue("help-repeated", family.name, start2, help.value);
    } else {
      if (family.hasSamples) {
        this.#log.rawIssue("help-after-samples", family.name, start2, help.value);
      }
      this.#families.describe(family, { help: help.value });
    }
    return this.#log.endLine(end, "line-unfinished");
  }
  /** At the first byte of a type. */
  #type(start2, family) {
    const end = this.#cursor.tokenEnd(start2);
    const found = this.#payload.slice(start2, end);
    const suffixes = OPENMETRICS_TYPES.get(found.toLowerCase());
    if (suffixes === void 0) {
      this.#log.rawIssue("type-unknown", family.name, start2, found);
    } else if (family.hasSamples) {
      this.#log.rawIssue("type-after-samples", family.name, start2, found);
    } else if (family.suffixes !== void 0) {
      this.#log.rawIssue("type-repeated", family.name, start2, found);
    } else {
      this.#families.setType(family, suffixes, start2);
    }
    return this.#log.endLine(this.#cursor.skipBlanks(end), "line-unfinished");
  }
  /** At the first byte of a unit. If the family's name does not end with it, the unit is dropped, with a note. */
  #unit(start2, family) {
    const { name: name3 } = family;
    const end = this.#cursor.tokenEnd(start2);
    const unit = this.#payload.slice(start2, end);
    if (unit !== "" && name3.endsWith(`_${unit}`)) {
      this.#families.describe(family, { unit });
    } else if (unit !== "") {
      this.#log.note(
        "unit-not-in-name",
        `the name ${quote(name3)} does not end with the unit ${quote(unit)}, as OpenMetrics requires, so the unit was dropped; name the metric ${quote(`${name3}_${unit}`)}`
      );
    }
    return this.#log.endLine(this.#cursor.skipBlanks(end), "line-unfinished");
  }
};

// lambda/decode/text/composite-book.ts
var CompositeBook = class {
  all = [];
  #create;
  #last;
  #byNames = /* @__PURE__ */ new Map();
  constructor(create) {
    this.#create = create;
  }
  /**
   * The metric with the labels that `reader` has read; a new one if there is none yet. Nearly always it is the metric
   * of the line before, so that is compared first.
   */
  getOrCreate(reader, layout, at2) {
    if (this.#last === void 0 || !reader.hasLabels(this.#last.labels, layout)) {
      this.#last = this.#lookUp(reader.toLabelSet(layout), at2);
    }
    return this.#last;
  }
  #lookUp(labels, at2) {
    const metrics = this.#metricsWith(labels.names);
    const key = toKey2(labels.values);
    const known = metrics.get(key);
    if (known !== void 0) {
      return known;
    }
    const created = this.#create(labels, at2);
    metrics.set(key, created);
    this.all.push(created);
    return created;
  }
  /** Label sets with equal names share one array, which a {@link ShapeBook} has made. So the array can be a key. */
  #metricsWith(names) {
    const known = this.#byNames.get(names);
    if (known !== void 0) {
      return known;
    }
    const metrics = /* @__PURE__ */ new Map();
    this.#byNames.set(names, metrics);
    return metrics;
  }
};
var toKey2 = (values) => {
  let key = "";
  for (const value of values) {
    key += `${value.length}:${value}`;
  }
  return key;
};

// lambda/decode/text/family-builder.ts
var FamilyBuilder = class {
  name;
  at;
  /** Undefined until the TYPE line. If a sample comes first, the type is then `untyped`. */
  type;
  help;
  unit;
  samples = [];
  #histograms;
  #summaries;
  constructor(name3, at2) {
    this.name = name3;
    this.at = at2;
  }
  get histograms() {
    this.#histograms ??= new CompositeBook(createHistogram);
    return this.#histograms;
  }
  get summaries() {
    this.#summaries ??= new CompositeBook(createSummary);
    return this.#summaries;
  }
  get hasSamples() {
    return this.samples.length > 0 || this.#histograms !== void 0 || this.#summaries !== void 0;
  }
  build() {
    const family = this.#build();
    return this.unit === void 0 ? family : { ...family, unit: this.unit };
  }
  #build() {
    const { name: name3, at: at2, type = "untyped", help = "" } = this;
    switch (type) {
      case "counter":
      case "gauge":
      case "untyped":
        return { type, name: name3, help, metrics: this.samples, at: at2 };
      case "histogram":
      case "gaugehistogram":
        for (const { buckets } of this.histograms.all) {
          sortAscending(buckets, upperBoundOf);
        }
        return { type, name: name3, help, metrics: this.histograms.all, at: at2 };
      case "summary":
        for (const { quantiles } of this.summaries.all) {
          sortAscending(quantiles, quantileOf);
        }
        return { type, name: name3, help, metrics: this.summaries.all, at: at2 };
    }
  }
};
var createHistogram = (labels, at2) => ({
  labels,
  buckets: [],
  sum: void 0,
  count: void 0,
  at: at2,
  countAt: void 0
});
var createSummary = (labels, at2) => ({
  labels,
  quantiles: [],
  sum: void 0,
  count: void 0,
  at: at2,
  countAt: void 0
});
var upperBoundOf = ({ upperBound }) => upperBound;
var quantileOf = ({ quantile }) => quantile;

// lambda/decode/openmetrics/openmetrics-family-book.ts
var OpenMetricsFamilyBook = class {
  #families = /* @__PURE__ */ new Map();
  #builders = /* @__PURE__ */ new Map();
  #targets = /* @__PURE__ */ new Map();
  #rawIssues;
  constructor(rawIssues) {
    this.#rawIssues = rawIssues;
  }
  /** The number of families in the payload so far, or of the families that they become, whichever is larger. */
  get size() {
    return Math.max(this.#families.size, this.#builders.size);
  }
  /** In the order of their first samples. */
  get builders() {
    return [...this.#builders.values()];
  }
  /** The family that a TYPE, HELP or UNIT line names. */
  declare(name3, at2) {
    const known = this.#families.get(name3);
    if (known !== void 0) {
      return known;
    }
    const owner = this.#findOwner(name3);
    if (owner !== void 0) {
      this.#reportCollision(name3, owner.family.name, at2);
    }
    return this.#create(name3, at2);
  }
  setType(family, suffixes, at2) {
    family.suffixes = suffixes;
    for (const suffix of suffixes.keys()) {
      const name3 = family.name + suffix;
      if (suffix !== "" && this.#families.has(name3)) {
        this.#reportCollision(name3, family.name, at2);
      }
    }
  }
  /** Sets the help text or the unit, also of what the family has already become. */
  describe(family, facts) {
    for (const described of [family, ...family.builders]) {
      Object.assign(described, facts);
    }
  }
  /**
   * Where the samples with a name belong: to the family with that name, otherwise to the family that has a suffix for
   * it, otherwise to a new family without a declaration. Undefined if the samples of the family with that name must
   * have suffixes.
   */
  resolve(name3, at2) {
    const known = this.#targets.get(name3);
    if (known !== void 0) {
      return known;
    }
    const found = this.#findOwn(name3) ?? this.#findOwner(name3) ?? this.#findBare(name3, at2);
    return found && this.#createTarget(name3, found);
  }
  #create(name3, at2) {
    const family = {
      name: name3,
      at: at2,
      suffixes: void 0,
      help: void 0,
      unit: void 0,
      hasSamples: false,
      builders: /* @__PURE__ */ new Set()
    };
    this.#families.set(name3, family);
    return family;
  }
  #findOwn(name3) {
    const family = this.#families.get(name3);
    if (family === void 0) {
      return void 0;
    }
    const suffix = family.suffixes === void 0 ? UNKNOWN : family.suffixes.get("");
    return suffix && { family, suffix };
  }
  #findOwner(name3) {
    const end = name3.lastIndexOf("_");
    const family = this.#families.get(name3.slice(0, Math.max(0, end)));
    const suffix = family?.suffixes?.get(name3.slice(end));
    return suffix && { family, suffix };
  }
  #findBare(name3, at2) {
    const family = this.#families.get(name3);
    if (family === void 0) {
      return { family: this.#create(name3, at2), suffix: UNKNOWN };
    }
    const suffix = name3.endsWith(TOTAL) ? family.suffixes.get(TOTAL) : void 0;
    return suffix && { family, suffix };
  }
  #createTarget(name3, { family, suffix }) {
    const { type, part: part2, isInName } = suffix;
    const builder = this.#build(isInName ? name3 : nameOfParts(family, type), family);
    builder.type = type;
    family.hasSamples = true;
    const target = { family: builder, part: part2 };
    this.#targets.set(name3, target);
    return target;
  }
  #build(name3, { at: at2, help, unit, builders }) {
    const builder = this.#builders.get(name3) ?? new FamilyBuilder(name3, at2);
    builders.add(builder);
    builder.help = help;
    builder.unit = unit;
    this.#builders.set(name3, builder);
    return builder;
  }
  #reportCollision(name3, owner, at2) {
    this.#rawIssues.push(rawIssue("name-collision", name3, at2, owner));
  }
};
var nameOfParts = ({ name: name3 }, type) => type === "counter" && !name3.endsWith(TOTAL) ? name3 + TOTAL : name3;
var UNKNOWN = OPENMETRICS_TYPES.get("unknown").get("");

// lambda/decode/openmetrics/openmetrics-issues.ts
var OPENMETRICS_ISSUES = {
  ...TEXT_ISSUES,
  "timestamp-invalid": (found) => `expected an exemplar or the end of the line after the value, got ${quote(found)}; put each series on its own line`,
  "exemplar-invalid": (found) => `expected an exemplar such as # {trace_id="1"} 0.5 after the value, got ${show(found)}`,
  "eof-missing": () => "the payload does not end with the line # EOF, so it may have been cut short; add that line at its end",
  "text-after-eof": (found) => `expected nothing after the line # EOF, got ${quote(found)}; move # EOF to the end`
};

// lambda/decode/openmetrics/openmetrics-parser.ts
var OpenMetricsParser = class {
  log;
  tooMany;
  families;
  #payload;
  #bytes;
  #cursor;
  #labels;
  // A separate reader, because a reader is fast only for labels that are similar to those before.
  #exemplarLabels;
  #samples;
  #quoted;
  #created;
  #descriptors;
  #hasEnded = false;
  constructor(payload) {
    this.#payload = payload;
    this.#bytes = payload.bytes;
    this.#cursor = new LineCursor(payload);
    this.log = new IssueLog(this.#cursor, OPENMETRICS_ISSUES);
    this.families = new OpenMetricsFamilyBook(this.log.rawIssues);
    this.#labels = new TextLabelReader(payload);
    this.#exemplarLabels = new TextLabelReader(payload);
    this.#samples = new SampleCollector(this.#labels, this.log.rawIssues);
    this.#quoted = new QuotedNames(payload, this.#cursor, this.log);
    this.#created = new CreatedCollector(this.#labels, this.log.rawIssues);
    this.#descriptors = new DescriptorReader(payload, this.#cursor, this.log, this.families, this.#quoted);
  }
  parse() {
    const end = this.#bytes.length;
    let at2 = byteOrderMarkLength(this.#bytes);
    if (at2 > 0) {
      this.log.note("byte-order-mark", "the byte order mark at the start was ignored");
    }
    let lines = 0;
    while (at2 < end && !this.#hasEnded && this.tooMany === void 0) {
      const next = lines + LINES_BETWEEN_COUNTS;
      for (; at2 < end && lines < next && !this.#hasEnded && this.#tooManyLabels === void 0; lines++) {
        at2 = this.#startOfLine(at2);
      }
      this.tooMany = this.#findTooMany(lines);
    }
    this.#created.settle();
    if (this.#hasEnded) {
      this.#afterEnd(at2);
    } else {
      this.log.issue("eof-missing", end - 1);
    }
  }
  get #tooManyLabels() {
    return this.#labels.tooMany ?? this.#exemplarLabels.tooMany;
  }
  #findTooMany(lines) {
    return findTooManyLines(lines, this.families.size, this.log.rawIssues.length) ?? this.#tooManyLabels;
  }
  /** After the line `# EOF`. */
  #afterEnd(start2) {
    let at2 = start2;
    while (isBlank(this.#bytes[at2]) || this.#cursor.lineEndLength(at2) > 0) {
      at2++;
    }
    if (at2 < this.#bytes.length) {
      this.log.issue("text-after-eof", at2);
    }
  }
  /** At the start of a line. */
  #startOfLine(start2) {
    const at2 = this.#cursor.skipBlanks(start2);
    const byte = this.#bytes[at2];
    if (isMetricNameStart(byte)) {
      return this.#sample(at2);
    }
    switch (byte) {
      case HASH:
        return this.#comment(at2);
      case LINE_FEED:
      case CARRIAGE_RETURN:
        this.log.note("empty-lines", "empty lines, which OpenMetrics does not have, were ignored");
        return this.log.endLine(at2, "metric-name-expected");
      case OPEN_BRACE:
        return this.#nextLineOr(this.#quoted.skipSeries(at2 + 1), "metric-name-missing", at2);
      default:
        return this.log.issue("metric-name-expected", at2);
    }
  }
  /** At the first byte of a metric name. */
  #sample(start2) {
    let nameEnd = start2;
    while (isMetricNameByte(this.#bytes[nameEnd])) {
      nameEnd++;
    }
    const at2 = this.#sampleLabels(start2, nameEnd);
    return at2 === -1 ? this.#cursor.nextLine(start2) : this.#value(at2, start2, nameEnd);
  }
  /**
   * At the end of a metric name that starts at `nameStart`. Returns the offset of the value, or -1 if there is an
   * issue.
   */
  #sampleLabels(nameStart, start2) {
    const at2 = this.#cursor.skipBlanks(start2);
    if (this.#bytes[at2] === OPEN_BRACE) {
      const end = this.#labels.read(at2 + 1);
      if (end !== -1) {
        return this.#cursor.skipBlanks(end);
      }
      const next = this.#quoted.skipSeries(at2 + 1, this.#payload.slice(nameStart, start2));
      this.#nextLineOr(next, this.#labels.issue, this.#labels.issueAt);
      return -1;
    }
    this.#labels.readNone();
    if (at2 > start2 || this.#cursor.lineEndLength(at2) > 0) {
      return at2;
    }
    this.log.issue("metric-name-unfinished", at2);
    return -1;
  }
  /** Returns `next`, the start of the next line. If that is -1, adds the issue. */
  #nextLineOr(next, issue, at2) {
    return next === -1 ? this.log.issue(issue, at2) : next;
  }
  /**
   * At the first byte of a value, or at a line end where a value is missing. The metric name is between `nameStart` and
   * `nameEnd`.
   */
  #value(start2, nameStart, nameEnd) {
    const end = this.#cursor.tokenEnd(start2);
    const value = parseNumber(this.#payload, start2, end);
    if (value === void 0) {
      return this.log.issue(valueIssue(this.#payload.slice(start2, end)), start2);
    }
    const name3 = this.#payload.slice(nameStart, nameEnd);
    const target = this.families.resolve(name3, nameStart);
    if (target === void 0) {
      this.log.rawIssue("sample-suffix-missing", name3, nameStart);
    } else if (target.part === "created") {
      this.#created.add(target, toTimestamp(this.#payload.slice(start2, end), value), nameStart);
    } else {
      this.#samples.add(target, value, nameStart);
    }
    return this.#bytes[end] === LINE_FEED ? end + 1 : this.#afterValue(end, { name: name3, target, at: nameStart });
  }
  /** At the end of a value, where the line does not end. */
  #afterValue(start2, sample) {
    const at2 = this.#cursor.skipBlanks(start2);
    if (this.#cursor.lineEndLength(at2) > 0) {
      return this.log.endLine(at2, "timestamp-invalid");
    }
    if (this.#bytes[at2] === HASH) {
      return this.#exemplar(at2, sample);
    }
    const end = this.#cursor.tokenEnd(at2);
    if (!isTime(parseNumber(this.#payload, at2, end))) {
      return this.log.issue("timestamp-invalid", at2);
    }
    this.log.rawIssue("timestamp-present", sample.name, sample.at, this.#payload.slice(at2, end));
    const next = this.#cursor.skipBlanks(end);
    return this.#bytes[next] === HASH ? this.#exemplar(next, sample) : this.log.endLine(next, "line-unfinished");
  }
  /** At the `#` of an exemplar. */
  #exemplar(start2, { target, at: sampleAt }) {
    const brace = this.#cursor.skipBlanks(start2 + 1);
    if (this.#bytes[brace] !== OPEN_BRACE) {
      return this.log.issue("exemplar-invalid", start2);
    }
    const labelsEnd = this.#exemplarLabels.read(brace + 1);
    if (labelsEnd === -1) {
      return this.log.issue(this.#exemplarLabels.issue, this.#exemplarLabels.issueAt);
    }
    const at2 = this.#cursor.skipBlanks(labelsEnd);
    const end = this.#cursor.tokenEnd(at2);
    const value = parseNumber(this.#payload, at2, end);
    if (value === void 0) {
      return this.log.issue("exemplar-invalid", at2);
    }
    const timeAt = this.#cursor.skipBlanks(end);
    const timeEnd = this.#cursor.tokenEnd(timeAt);
    const seconds = timeAt < timeEnd ? parseNumber(this.#payload, timeAt, timeEnd) : 0;
    if (!isTime(seconds)) {
      return this.log.issue("exemplar-invalid", timeAt);
    }
    if (target?.part === "created") {
      this.log.rawIssue("exemplar-misplaced", target.family.name, sampleAt);
    } else if (target !== void 0) {
      const labels = toLabelSet(this.#exemplarLabels.pairs());
      const timestamp = timeAt < timeEnd ? toTimestamp(this.#payload.slice(timeAt, timeEnd), seconds) : void 0;
      this.#samples.addExemplar(target, { labels, value, timestamp }, sampleAt);
    }
    return this.log.endLine(this.#cursor.skipBlanks(timeEnd), "line-unfinished");
  }
  /** At a `#`. */
  #comment(start2) {
    const at2 = this.#cursor.skipBlanks(start2 + 1);
    const end = this.#cursor.tokenEnd(at2);
    const keyword = end - at2 <= 4 ? this.#payload.slice(at2, end) : "";
    switch (keyword) {
      case "HELP":
      case "TYPE":
      case "UNIT":
        return this.#descriptors.read(end, keyword);
      case "EOF":
        this.#hasEnded = true;
        return this.log.endLine(this.#cursor.skipBlanks(end), "text-after-eof");
      default:
        this.log.note("comments", "comments, which OpenMetrics does not have, were ignored");
        return this.#cursor.nextLine(end);
    }
  }
};
var isTime = (value) => Number.isFinite(value);

// lambda/decode/openmetrics/decode-openmetrics.ts
var decodeOpenMetrics = (bytes) => decodeLines(
  bytes,
  (payload) => new OpenMetricsParser(payload),
  ({ families }) => families.builders.map((family) => family.build())
);
var OPENMETRICS_FORMAT = {
  id: "openmetrics",
  contentType: "application/openmetrics-text; version=1.0.0; charset=utf-8",
  fileName: "metrics.txt",
  mediaTypes: [
    {
      name: "application/openmetrics-text",
      accepts: (parameters) => /^(0\.0\.1|1(\.\d+)*)$/.test(parameters.get("version") ?? "1.0.0")
    }
  ],
  decode: decodeOpenMetrics,
  infersInfiniteBucket: false,
  hasWholeCharacters: true
};

// lambda/model/format.ts
var DELIMITED_PROTOBUF = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

// lambda/decode/protobuf/fields.ts
var VARINT = 0;
var FIXED64 = 1;
var DELIMITED = 2;
var tag = (field, wireType) => field * 8 + wireType;
var bits = (...fields) => fields.reduce((mask2, field) => mask2 | 1 << field, 0);
var FAMILY = {
  NAME: tag(1, DELIMITED),
  HELP: tag(2, DELIMITED),
  TYPE: tag(3, VARINT),
  METRIC: tag(4, DELIMITED),
  UNIT: tag(5, DELIMITED),
  FIELDS: bits(1, 2, 3, 4, 5)
};
var METRIC = {
  LABEL: tag(1, DELIMITED),
  GAUGE: tag(2, DELIMITED),
  COUNTER: tag(3, DELIMITED),
  SUMMARY: tag(4, DELIMITED),
  UNTYPED: tag(5, DELIMITED),
  TIMESTAMP_MS: tag(6, VARINT),
  HISTOGRAM: tag(7, DELIMITED),
  FIELDS: bits(1, 2, 3, 4, 5, 6, 7)
};
var LABEL = {
  NAME: tag(1, DELIMITED),
  VALUE: tag(2, DELIMITED),
  FIELDS: bits(1, 2)
};
var VALUE = {
  VALUE: tag(1, FIXED64),
  FIELDS: bits(1)
};
var COUNTER = {
  VALUE: VALUE.VALUE,
  EXEMPLAR: tag(2, DELIMITED),
  CREATED: tag(3, DELIMITED),
  FIELDS: bits(1, 2, 3)
};
var SUMMARY = {
  SAMPLE_COUNT: tag(1, VARINT),
  SAMPLE_SUM: tag(2, FIXED64),
  QUANTILE: tag(3, DELIMITED),
  CREATED: tag(4, DELIMITED),
  FIELDS: bits(1, 2, 3, 4)
};
var QUANTILE = {
  QUANTILE: tag(1, FIXED64),
  VALUE: tag(2, FIXED64),
  FIELDS: bits(1, 2)
};
var HISTOGRAM = {
  SAMPLE_COUNT: tag(1, VARINT),
  SAMPLE_SUM: tag(2, FIXED64),
  BUCKET: tag(3, DELIMITED),
  SAMPLE_COUNT_FLOAT: tag(4, FIXED64),
  CREATED: tag(15, DELIMITED),
  EXEMPLAR: tag(16, DELIMITED),
  FIELDS: bits(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)
};
var NATIVE = {
  SCHEMA: tag(5, VARINT),
  ZERO_THRESHOLD: tag(6, FIXED64),
  ZERO_COUNT: tag(7, VARINT),
  ZERO_COUNT_FLOAT: tag(8, FIXED64),
  /** The next field numbers are the deltas and counts of the negative side, in the order of the positive side. */
  NEGATIVE_SPAN: tag(9, DELIMITED),
  POSITIVE_SPAN: tag(12, DELIMITED),
  POSITIVE_DELTA: tag(13, VARINT),
  POSITIVE_DELTAS: tag(13, DELIMITED),
  POSITIVE_COUNT: tag(14, FIXED64),
  POSITIVE_COUNTS: tag(14, DELIMITED)
};
var SPAN = {
  OFFSET: tag(1, VARINT),
  LENGTH: tag(2, VARINT),
  FIELDS: bits(1, 2)
};
var BUCKET = {
  CUMULATIVE_COUNT: tag(1, VARINT),
  UPPER_BOUND: tag(2, FIXED64),
  EXEMPLAR: tag(3, DELIMITED),
  CUMULATIVE_COUNT_FLOAT: tag(4, FIXED64),
  FIELDS: bits(1, 2, 3, 4)
};
var EXEMPLAR = {
  LABEL: tag(1, DELIMITED),
  VALUE: tag(2, FIXED64),
  TIMESTAMP: tag(3, DELIMITED),
  FIELDS: bits(1, 2, 3)
};
var TIMESTAMP = {
  SECONDS: tag(1, VARINT),
  NANOS: tag(2, VARINT),
  FIELDS: bits(1, 2)
};

// lambda/decode/protobuf/label-reader.ts
var ProtobufLabelReader = class {
  #wire;
  #shapes = ShapeBook.forPayload();
  #shape = this.#shapes.shapeOf([]);
  #count = 0;
  #hasNewName = false;
  // For each index of a label, from the last metric that had a label there.
  #names = [];
  #values = [];
  #starts = [];
  #ends = [];
  #nameStarts = [];
  #nameEnds = [];
  constructor(wire) {
    this.#wire = wire;
  }
  /** Begins a metric. */
  restart() {
    this.#count = 0;
    this.#hasNewName = false;
  }
  /** Reads the `LabelPair` that ends at `end`. */
  read(end) {
    const wire = this.#wire;
    const index = this.#count++;
    const start2 = wire.at;
    if (index === MAX_LABELS) {
      wire.giveUp(TOO_MANY.labels);
      return;
    }
    if (index < this.#names.length && isSame(wire.bytes, this.#starts[index], this.#ends[index], start2, end)) {
      wire.at = end;
      return;
    }
    if (index === this.#names.length) {
      this.#addPlace();
    }
    this.#readPair(index, end);
    this.#starts[index] = start2;
    this.#ends[index] = end;
  }
  /** The shape of the metric that was read. */
  shape() {
    if (this.#hasNewName || this.#count !== this.#shape.written.length) {
      this.#shape = this.#shapes.shapeOf(this.#names.slice(0, this.#count));
      this.#giveUpIfTooMany();
    }
    return this.#shape;
  }
  /** The names of labels whose value is empty. */
  emptyNames() {
    const isEmpty = (_, index) => index < this.#count && this.#values[index] === "";
    return this.hasEmptyValue() ? this.#names.filter(isEmpty) : NO_NAMES;
  }
  hasEmptyValue() {
    for (let i = 0; i < this.#count; i++) {
      if (this.#values[i] === "") {
        return true;
      }
    }
    return false;
  }
  toLabelSet() {
    const { plain } = this.shape();
    if (this.hasEmptyValue()) {
      return this.#arrange(this.#withoutEmpty());
    }
    return plain.isAsWritten ? { names: plain.names, values: this.#values.slice(0, this.#count) } : this.#arrange(plain);
  }
  #withoutEmpty() {
    const layout = this.#shapes.layoutWithoutEmpty(
      this.shape().written,
      (index) => this.#values[index] !== ""
    );
    this.#giveUpIfTooMany();
    return layout;
  }
  #giveUpIfTooMany() {
    const { tooMany } = this.#shapes;
    if (tooMany !== void 0) {
      this.#wire.giveUp(tooMany);
    }
  }
  #arrange({ names, order }) {
    return { names, values: order.map((index) => this.#values[index]) };
  }
  #addPlace() {
    this.#names.push("");
    this.#values.push("");
    this.#starts.push(0);
    this.#ends.push(0);
    this.#nameStarts.push(0);
    this.#nameEnds.push(0);
    this.#hasNewName = true;
  }
  #readPair(index, end) {
    const wire = this.#wire;
    let nameStart = 0;
    let nameEnd = 0;
    let value = "";
    while (wire.at < end) {
      const field = wire.varint(end);
      if (field === LABEL.VALUE) {
        const valueEnd = wire.delimited(end);
        value = wire.text(wire.at, valueEnd);
        wire.at = valueEnd;
      } else if (field === LABEL.NAME) {
        nameEnd = wire.delimited(end);
        nameStart = wire.at;
        wire.at = nameEnd;
      } else {
        wire.skip(field, LABEL.FIELDS, end);
      }
    }
    this.#setName(index, nameStart, nameEnd);
    this.#values[index] = value;
  }
  #setName(index, start2, end) {
    if (!isSame(this.#wire.bytes, this.#nameStarts[index], this.#nameEnds[index], start2, end)) {
      this.#names[index] = this.#wire.text(start2, end);
      this.#hasNewName = true;
    }
    this.#nameStarts[index] = start2;
    this.#nameEnds[index] = end;
  }
};
var NO_NAMES = [];
var isSame = (bytes, start2, end, otherStart, otherEnd) => {
  if (end - start2 !== otherEnd - otherStart) {
    return false;
  }
  for (let a = start2, b = otherStart; a < end; a++, b++) {
    if (bytes[a] !== bytes[b]) {
      return false;
    }
  }
  return true;
};

// lambda/decode/protobuf/exemplar-reader.ts
var ExemplarReader = class {
  #wire;
  // The name that was read last, and its place.
  #name = "";
  #nameStart = 0;
  #nameEnd = 0;
  constructor(wire) {
    this.#wire = wire;
  }
  /** Reads the `Exemplar` that ends at `end`. It is merged with `before`, an earlier value of the same field. */
  read(end, before2) {
    const wire = this.#wire;
    wire.countPart();
    let pairs = before2 === void 0 ? void 0 : toPairs(before2);
    let value = before2?.value ?? 0;
    let timestamp = before2?.timestamp;
    while (wire.at < end) {
      const tag2 = wire.varint(end);
      switch (tag2) {
        case EXEMPLAR.LABEL:
          pairs = this.#add(pairs, this.#readPair(wire.delimited(end)));
          break;
        case EXEMPLAR.VALUE:
          value = wire.double(end);
          break;
        case EXEMPLAR.TIMESTAMP:
          timestamp = readTimestamp2(wire, wire.delimited(end), timestamp);
          break;
        default:
          wire.skip(tag2, EXEMPLAR.FIELDS, end);
      }
    }
    return { labels: pairs === void 0 ? NO_LABELS : toLabelSet(pairs), value, timestamp };
  }
  /** An array literal with one element takes less memory than an array to which the first element is pushed. */
  #add(pairs, pair) {
    if (pairs === void 0) {
      return [pair];
    }
    pairs.push(pair);
    if (pairs.length > MAX_LABELS) {
      this.#wire.giveUp(TOO_MANY.labels);
    }
    return pairs;
  }
  #readPair(end) {
    const wire = this.#wire;
    let name3 = "";
    let value = "";
    while (wire.at < end) {
      const tag2 = wire.varint(end);
      if (tag2 === LABEL.NAME) {
        name3 = this.#readName(end);
      } else if (tag2 === LABEL.VALUE) {
        value = wire.string(end);
      } else {
        wire.skip(tag2, LABEL.FIELDS, end);
      }
    }
    return [name3, value];
  }
  #readName(end) {
    const wire = this.#wire;
    const nameEnd = wire.delimited(end);
    if (!isSame(wire.bytes, this.#nameStart, this.#nameEnd, wire.at, nameEnd)) {
      this.#name = wire.text(wire.at, nameEnd);
    }
    this.#nameStart = wire.at;
    this.#nameEnd = nameEnd;
    wire.at = nameEnd;
    return this.#name;
  }
};
var toPairs = ({ labels }) => labels.names.map((name3, index) => [name3, labels.values[index]]);
var readTimestamp2 = (wire, end, before2) => {
  let seconds = before2?.seconds ?? 0;
  let nanos = before2?.nanos ?? 0;
  while (wire.at < end) {
    const tag2 = wire.varint(end);
    if (tag2 === TIMESTAMP.SECONDS) {
      seconds = toSafe(Number(wire.int64(end)));
    } else if (tag2 === TIMESTAMP.NANOS) {
      nanos = wire.int32(end);
    } else {
      wire.skip(tag2, TIMESTAMP.FIELDS, end);
    }
  }
  return { seconds, nanos };
};
var toSafe = (seconds) => Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, seconds));

// lambda/decode/protobuf/varint.ts
var toSigned = (value) => value < 2 ** 31 ? value >>> 1 ^ -(value & 1) : value % 2 === 0 ? value / 2 : -(value + 1) / 2;
var toBigInt = (bytes, start2, end) => {
  let value = 0n;
  for (let at2 = end - 1; at2 >= start2; at2--) {
    value = value << 7n | BigInt(bytes[at2] & 127);
  }
  return value;
};

// lambda/decode/protobuf/native-side-reader.ts
var NativeSideReader = class {
  #wire;
  #spans = [];
  #counts = [];
  #deltas = 0;
  /**
   * Its first `#deltas` entries are the deltas of this histogram. It is used again, because growing an array leaves
   * garbage.
   */
  #scratch = [];
  constructor(wire) {
    this.#wire = wire;
  }
  restart() {
    this.#spans = [];
    this.#counts = [];
    this.#deltas = 0;
  }
  get hasSpans() {
    return this.#spans.length > 0;
  }
  get hasDeltas() {
    return this.#deltas > 0;
  }
  get hasCounts() {
    return this.#counts.length > 0;
  }
  toInteger() {
    return { spans: this.#spans, values: this.#scratch.slice(0, this.#deltas) };
  }
  toFloat() {
    return { spans: this.#spans, values: this.#counts };
  }
  /**
   * Reads the field with this tag. `positiveTag` is the tag of the same field on the positive side. Returns false if it
   * is not a field of a side.
   */
  read(tag2, positiveTag, end) {
    switch (positiveTag) {
      case NATIVE.POSITIVE_SPAN:
        this.#readSpan(end);
        return true;
      case NATIVE.POSITIVE_DELTA:
        this.#readDeltaFields(tag2, end);
        return true;
      case NATIVE.POSITIVE_DELTAS:
        this.#readDeltas(end);
        return true;
      case NATIVE.POSITIVE_COUNT:
        this.#readCount(end);
        return true;
      case NATIVE.POSITIVE_COUNTS:
        this.#readCounts(end);
        return true;
      default:
        return false;
    }
  }
  #readSpan(end) {
    const wire = this.#wire;
    const spanEnd = wire.delimited(end);
    wire.countPart();
    let offset = 0;
    let length = 0;
    while (wire.at < spanEnd) {
      const tag2 = wire.varint(spanEnd);
      if (tag2 === SPAN.OFFSET) {
        offset = wire.sint32(spanEnd);
      } else if (tag2 === SPAN.LENGTH) {
        length = wire.uint32(spanEnd);
      } else {
        wire.skip(tag2, SPAN.FIELDS, spanEnd);
      }
    }
    this.#spans.push({ offset, length });
  }
  /**
   * Reads the delta after a tag, and the deltas of one byte that follow, each after the same tag. Most deltas are like
   * this.
   */
  #readDeltaFields(tag2, end) {
    this.#readDelta(end);
    const wire = this.#wire;
    const { bytes } = wire;
    const from = wire.at;
    const to = Math.min(end - 1, from + 2 * wire.partsLeft);
    let at2 = from;
    for (; at2 < to && bytes[at2] === tag2 && bytes[at2 + 1] < 128; at2 += 2) {
      this.#scratch[this.#deltas++] = toSigned(bytes[at2 + 1]);
    }
    wire.passParts((at2 - from) / 2, at2);
  }
  #readDeltas(end) {
    const packedEnd = this.#wire.delimited(end);
    while (this.#wire.at < packedEnd) {
      this.#readDelta(packedEnd);
    }
  }
  #readDelta(end) {
    this.#wire.countPart();
    this.#scratch[this.#deltas++] = this.#wire.sint64(end);
  }
  #readCount(end) {
    this.#wire.countPart();
    this.#counts.push(this.#wire.double(end));
  }
  #readCounts(end) {
    const packedEnd = this.#wire.delimited(end);
    while (this.#wire.at < packedEnd) {
      this.#readCount(packedEnd);
    }
  }
};

// lambda/decode/protobuf/native-reader.ts
var NativeReader = class {
  #wire;
  #positive;
  #negative;
  #schema = 0;
  #zeroThreshold = 0;
  #zeroCount = 0;
  #zeroCountFloat = 0;
  constructor(wire) {
    this.#wire = wire;
    this.#positive = new NativeSideReader(wire);
    this.#negative = new NativeSideReader(wire);
  }
  restart() {
    this.#schema = 0;
    this.#zeroThreshold = 0;
    this.#zeroCount = 0;
    this.#zeroCountFloat = 0;
    this.#positive.restart();
    this.#negative.restart();
  }
  /** Reads the field with this tag. Returns false if it is not a field of a native histogram. */
  read(tag2, end) {
    const wire = this.#wire;
    switch (tag2) {
      case NATIVE.SCHEMA:
        this.#schema = wire.sint32(end);
        return true;
      case NATIVE.ZERO_THRESHOLD:
        this.#zeroThreshold = wire.double(end);
        return true;
      case NATIVE.ZERO_COUNT:
        this.#zeroCount = wire.uint64(end);
        return true;
      case NATIVE.ZERO_COUNT_FLOAT:
        this.#zeroCountFloat = wire.double(end);
        return true;
      default:
        return this.#readBuckets(tag2, end);
    }
  }
  /** The negative side has the same fields as the positive side, with lower field numbers. */
  #readBuckets(tag2, end) {
    return tag2 < NATIVE.POSITIVE_SPAN ? this.#negative.read(tag2, tag2 + NATIVE.POSITIVE_SPAN - NATIVE.NEGATIVE_SPAN, end) : this.#positive.read(tag2, tag2, end);
  }
  /**
   * The native buckets that were read. `count` and `countFloat` are those of the histogram. Undefined for a classic
   * histogram. Whether a histogram is native, and whether it is a float histogram, is decided as in Prometheus
   * (model/textparse/protobufparse.go), because a schema of 0 can also be a missing one.
   */
  toNative(count2, countFloat) {
    if (!this.#isNative()) {
      return void 0;
    }
    const schema = this.#schema;
    const zeroThreshold = this.#zeroThreshold;
    return this.#isFloat(countFloat) ? {
      kind: "float",
      schema,
      count: countFloat,
      zeroThreshold,
      zeroCount: this.#zeroCountFloat,
      positive: this.#positive.toFloat(),
      negative: this.#negative.toFloat()
    } : {
      kind: "integer",
      schema,
      count: count2,
      zeroThreshold,
      zeroCount: this.#zeroCount,
      positive: this.#positive.toInteger(),
      negative: this.#negative.toInteger()
    };
  }
  /**
   * Whether a float histogram also has numbers of an integer histogram. Readers use only one kind and would lose the
   * other.
   */
  isMixed(count2, countFloat) {
    return this.#isNative() && this.#isFloat(countFloat) && (this.#hasDeltas() || countFloat === 0 && count2 !== 0 || this.#zeroCountFloat === 0 && this.#zeroCount !== 0);
  }
  #isNative() {
    return this.#positive.hasSpans || this.#negative.hasSpans || this.#zeroThreshold !== 0 || this.#zeroCount !== 0 || this.#zeroCountFloat !== 0 || this.#hasDeltas() || this.#hasCounts();
  }
  #isFloat(countFloat) {
    return countFloat !== 0 || this.#zeroCountFloat !== 0 || this.#hasCounts();
  }
  #hasDeltas() {
    return this.#positive.hasDeltas || this.#negative.hasDeltas;
  }
  #hasCounts() {
    return this.#positive.hasCounts || this.#negative.hasCounts;
  }
};

// lambda/decode/protobuf/metric-reader.ts
var VALUE_KINDS = { gauge: 1, counter: 2, summary: 4, untyped: 8, histogram: 16 };
var ProtobufMetricReader = class {
  /** The kinds that the message contains: bits of {@link VALUE_KINDS}. */
  valueKinds = 0;
  value = 0;
  count = 0;
  sum = 0;
  buckets = [];
  quantiles = [];
  /** Of a counter. */
  exemplar;
  created;
  native;
  /** Whether the native histogram has numbers both of an integer and of a float histogram. */
  isMixed = false;
  /** Of a native histogram. */
  exemplars;
  timestamp;
  #wire;
  #labels;
  #native;
  #exemplars;
  #countWhole = 0;
  #countFloat = 0;
  #hasNativeFields = false;
  constructor(wire, labels) {
    this.#wire = wire;
    this.#labels = labels;
    this.#native = new NativeReader(wire);
    this.#exemplars = new ExemplarReader(wire);
  }
  read(end) {
    const wire = this.#wire;
    this.valueKinds = 0;
    this.timestamp = void 0;
    this.#labels.restart();
    while (wire.at < end) {
      const tag2 = wire.varint(end);
      switch (tag2) {
        case METRIC.LABEL:
          this.#labels.read(wire.delimited(end));
          break;
        case METRIC.GAUGE:
          this.#readValue(VALUE_KINDS.gauge, wire.delimited(end));
          break;
        case METRIC.COUNTER:
          this.#readCounter(wire.delimited(end));
          break;
        case METRIC.UNTYPED:
          this.#readValue(VALUE_KINDS.untyped, wire.delimited(end));
          break;
        case METRIC.SUMMARY:
          this.#readSummary(wire.delimited(end));
          break;
        case METRIC.HISTOGRAM:
          this.#readHistogram(wire.delimited(end));
          break;
        case METRIC.TIMESTAMP_MS:
          this.timestamp = wire.int64(end);
          break;
        default:
          wire.skip(tag2, METRIC.FIELDS, end);
      }
    }
  }
  /** Adds a kind to `valueKinds`. Returns whether it was there before. */
  #addValueKind(kind) {
    const before2 = this.valueKinds;
    this.valueKinds = before2 | kind;
    return (before2 & kind) !== 0;
  }
  #readValue(kind, end) {
    const wire = this.#wire;
    if (!this.#addValueKind(kind)) {
      this.value = 0;
    }
    while (wire.at < end) {
      const tag2 = wire.varint(end);
      if (tag2 === VALUE.VALUE) {
        this.value = wire.double(end);
      } else {
        wire.skip(tag2, VALUE.FIELDS, end);
      }
    }
  }
  #readCounter(end) {
    const wire = this.#wire;
    if (!this.#addValueKind(VALUE_KINDS.counter)) {
      this.value = 0;
      this.exemplar = void 0;
      this.created = void 0;
    }
    while (wire.at < end) {
      const tag2 = wire.varint(end);
      switch (tag2) {
        case COUNTER.VALUE:
          this.value = wire.double(end);
          break;
        case COUNTER.EXEMPLAR:
          this.exemplar = this.#exemplars.read(wire.delimited(end), this.exemplar);
          break;
        case COUNTER.CREATED:
          this.created = readTimestamp2(wire, wire.delimited(end), this.created);
          break;
        default:
          wire.skip(tag2, COUNTER.FIELDS, end);
      }
    }
  }
  #readSummary(end) {
    const wire = this.#wire;
    if (!this.#addValueKind(VALUE_KINDS.summary)) {
      this.count = 0;
      this.sum = 0;
      this.quantiles = [];
      this.created = void 0;
    }
    while (wire.at < end) {
      const tag2 = wire.varint(end);
      switch (tag2) {
        case SUMMARY.SAMPLE_COUNT:
          this.count = wire.varint(end);
          break;
        case SUMMARY.SAMPLE_SUM:
          this.sum = wire.double(end);
          break;
        case SUMMARY.QUANTILE:
          this.quantiles.push(this.#readQuantile(wire.delimited(end)));
          break;
        case SUMMARY.CREATED:
          this.created = readTimestamp2(wire, wire.delimited(end), this.created);
          break;
        default:
          wire.skip(tag2, SUMMARY.FIELDS, end);
      }
    }
  }
  #readQuantile(end) {
    const wire = this.#wire;
    const at2 = wire.at;
    wire.countPart();
    let quantile = 0;
    let value = 0;
    while (wire.at < end) {
      const tag2 = wire.varint(end);
      if (tag2 === QUANTILE.QUANTILE) {
        quantile = wire.double(end);
      } else if (tag2 === QUANTILE.VALUE) {
        value = wire.double(end);
      } else {
        wire.skip(tag2, QUANTILE.FIELDS, end);
      }
    }
    return { quantile, value, at: at2 };
  }
  #readHistogram(end) {
    const wire = this.#wire;
    if (!this.#addValueKind(VALUE_KINDS.histogram)) {
      this.#restartHistogram();
    }
    while (wire.at < end) {
      const tag2 = wire.varint(end);
      switch (tag2) {
        case HISTOGRAM.SAMPLE_COUNT:
          this.#countWhole = wire.uint64(end);
          break;
        case HISTOGRAM.SAMPLE_SUM:
          this.sum = wire.double(end);
          break;
        case HISTOGRAM.BUCKET:
          this.buckets.push(this.#readBucket(wire.delimited(end)));
          break;
        case HISTOGRAM.SAMPLE_COUNT_FLOAT:
          this.#countFloat = wire.double(end);
          break;
        case HISTOGRAM.CREATED:
          this.created = readTimestamp2(wire, wire.delimited(end), this.created);
          break;
        case HISTOGRAM.EXEMPLAR:
          this.#addExemplar(this.#exemplars.read(wire.delimited(end), void 0));
          break;
        default:
          this.#readNativeField(tag2, end);
      }
    }
    this.count = preferFloat(this.#countFloat, Number(this.#countWhole));
    if (this.#hasNativeFields) {
      this.native = this.#native.toNative(this.#countWhole, this.#countFloat);
      this.isMixed = this.#native.isMixed(this.#countWhole, this.#countFloat);
    }
  }
  #addExemplar(exemplar) {
    if (this.exemplars === void 0) {
      this.exemplars = [exemplar];
    } else {
      this.exemplars.push(exemplar);
    }
  }
  #restartHistogram() {
    this.#countWhole = 0;
    this.#countFloat = 0;
    this.sum = 0;
    this.buckets = [];
    this.created = void 0;
    this.exemplars = void 0;
    this.native = void 0;
    this.isMixed = false;
    if (this.#hasNativeFields) {
      this.#native.restart();
      this.#hasNativeFields = false;
    }
  }
  #readNativeField(tag2, end) {
    if (this.#native.read(tag2, end)) {
      this.#hasNativeFields = true;
    } else {
      this.#wire.skip(tag2, HISTOGRAM.FIELDS, end);
    }
  }
  #readBucket(end) {
    const wire = this.#wire;
    const at2 = wire.at;
    wire.countPart();
    let upperBound = 0;
    let count2 = 0;
    let countFloat = 0;
    let exemplar;
    while (wire.at < end) {
      const tag2 = wire.varint(end);
      switch (tag2) {
        case BUCKET.CUMULATIVE_COUNT:
          count2 = wire.varint(end);
          break;
        case BUCKET.UPPER_BOUND:
          upperBound = wire.double(end);
          break;
        case BUCKET.CUMULATIVE_COUNT_FLOAT:
          countFloat = wire.double(end);
          break;
        case BUCKET.EXEMPLAR:
          exemplar = this.#exemplars.read(wire.delimited(end), exemplar);
          break;
        default:
          wire.skip(tag2, BUCKET.FIELDS, end);
      }
    }
    const cumulativeCount = preferFloat(countFloat, count2);
    return exemplar === void 0 ? { upperBound, cumulativeCount, at: at2 } : { upperBound, cumulativeCount, at: at2, exemplar };
  }
};
var preferFloat = (float, whole) => float === 0 ? whole : float;

// lambda/decode/protobuf/wire-reader.ts
import { isUtf8 as isUtf82 } from "node:buffer";
var WireReader = class {
  bytes;
  issues = new IssueList();
  at = 0;
  /** The name of the current family, for issues. */
  family;
  isBroken = false;
  /** The exceeded limit, if any. Reading has then ended for good. */
  tooMany;
  #parts = 0;
  #view;
  #buffer;
  #ascii;
  constructor(bytes) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#ascii = new AsciiText(this.#buffer);
  }
  /** Reads an unsigned number. Above 2^53 it is the nearest float. */
  varint(end) {
    const byte = this.bytes[this.at];
    if (byte < 128 && this.at < end) {
      this.at++;
      return byte;
    }
    return this.#longVarint(end);
  }
  /** Reads an unsigned number exactly. */
  uint64(end) {
    const start2 = this.at;
    const value = this.varint(end);
    return value <= Number.MAX_SAFE_INTEGER ? value : toBigInt(this.bytes, start2, this.at);
  }
  /** Reads a signed number exactly. */
  int64(end) {
    const value = this.uint64(end);
    return typeof value === "number" ? value : toWhole(BigInt.asIntN(64, value));
  }
  /** Reads a signed number in zigzag encoding exactly. */
  sint64(end) {
    const byte = this.bytes[this.at];
    if (byte < 128 && this.at < end) {
      this.at++;
      return byte >>> 1 ^ -(byte & 1);
    }
    const value = this.uint64(end);
    if (typeof value === "number") {
      return toSigned(value);
    }
    return toWhole((value & 1n) === 0n ? value >> 1n : -(value >> 1n) - 1n);
  }
  /** Reads an unsigned number of 32 bits. Of a longer number it returns the last 32 bits, as Go does. */
  uint32(end) {
    const value = this.uint64(end);
    const isShort = typeof value === "number" && value < 2 ** 32;
    return isShort ? value : Number(BigInt.asUintN(32, BigInt(value)));
  }
  /** Does the same for a signed number. */
  int32(end) {
    return this.uint32(end) | 0;
  }
  /** Does the same for a signed number in zigzag encoding. */
  sint32(end) {
    return toSigned(this.uint32(end));
  }
  /** Reads the length of a message or string, and returns its end. `at` is then its start. */
  delimited(end) {
    const from = this.at;
    const length = this.varint(end);
    const left = end - this.at;
    return length > left ? this.#failLength(from, length, left) : this.at + length;
  }
  double(end) {
    const at2 = this.at;
    if (end - at2 < 8) {
      return this.#failNumber(8);
    }
    this.at = at2 + 8;
    return this.#view.getFloat64(at2, true);
  }
  /** Reads a length and the string after it. */
  string(end) {
    const stringEnd = this.delimited(end);
    const text = this.text(this.at, stringEnd);
    this.at = stringEnd;
    return text;
  }
  /** Does the same for a string that is read before strings at lower offsets, for which {@link text} would be slow. */
  stringOutOfOrder(end) {
    const stringEnd = this.delimited(end);
    const text = this.#utf8(this.at, stringEnd);
    this.at = stringEnd;
    return text;
  }
  /** The string between `start` and `end`. This is fast if strings are read in ascending order of their offsets. */
  text(start2, end) {
    const bytes = this.bytes;
    let at2 = start2;
    while (at2 < end && bytes[at2] < 128) {
      at2++;
    }
    return at2 === end ? this.#ascii.slice(start2, end) : this.#utf8(start2, end);
  }
  /**
   * Skips a field that the reader of the message does not use. `known` has a bit for each field number that it uses. If
   * it uses this number, the field has a wrong wire type, which is an issue.
   */
  skip(tag2, known, end) {
    const field = Math.floor(tag2 / 8);
    if (field < 32 && (known >>> field & 1) === 1) {
      this.fail("wire-type-wrong", this.at - 1, `field ${field} has the wrong wire type ${tag2 & 7}`);
    } else if (field === 0) {
      this.fail("field-number-invalid", this.at - 1, "a field has the number 0");
    } else {
      this.#skipValue(tag2 % 8, end);
    }
  }
  /** Adds an issue and ends reading of the family. Returns 0, so that a caller can return it as a number. */
  fail(code, at2, detail) {
    if (!this.isBroken) {
      const { family } = this;
      this.issues.add(() => ({ code, detail: `${detail} (at byte ${at2}); ${HOW_TO_SEND}`, at: at2, family }));
    }
    this.isBroken = true;
    this.at = this.bytes.length;
    return 0;
  }
  /** Counts a family, metric, quantile, bucket, span or exemplar. */
  countPart() {
    if (++this.#parts > MAX_PARTS) {
      this.giveUp(TOO_MANY.parts);
    }
  }
  /** The number of parts up to the limit. */
  get partsLeft() {
    return MAX_PARTS - this.#parts;
  }
  /** Counts parts that the caller has read, and continues at `at`. Precondition: `parts` is at most `partsLeft`. */
  passParts(parts, at2) {
    this.#parts += parts;
    this.at = at2;
  }
  /** Ends reading for good, because a limit is exceeded. */
  giveUp(tooMany) {
    this.tooMany = tooMany;
    this.isBroken = true;
    this.at = this.bytes.length;
  }
  /** Continues at `at`, after an issue. */
  recover(at2) {
    this.isBroken = false;
    this.at = at2;
  }
  /** Reads a number that has several bytes or is cut off. */
  #longVarint(end) {
    const { bytes, at: start2 } = this;
    let at2 = start2 + 1;
    let low = bytes[start2] & 127;
    for (let bits2 = 7; bits2 < 28 && at2 < end; bits2 += 7) {
      const byte = bytes[at2++];
      low |= (byte & 127) << bits2;
      if (byte < 128) {
        this.at = at2;
        return low;
      }
    }
    let high = 0;
    let factor = 2 ** 28;
    for (; at2 < end && at2 < start2 + MAX_VARINT_BYTES; factor *= 128) {
      const byte = bytes[at2++];
      high += (byte & 127) * factor;
      if (byte < 128) {
        this.at = at2;
        return at2 === start2 + MAX_VARINT_BYTES && byte > 1 ? this.#failVarint(start2) : high + low;
      }
    }
    return at2 < end ? this.#failVarint(start2) : this.fail("message-truncated", end - 1, "a number is cut off at the end of its message");
  }
  #failVarint(at2) {
    return this.fail("number-too-long", at2, "a number has more than 64 bits");
  }
  // The issue is at the byte before the number, because that byte is in the message even if the number is not.
  #failNumber(size) {
    return this.fail(
      "message-truncated",
      this.at - 1,
      `a number of ${size} bytes does not fit into its message`
    );
  }
  #failLength(at2, length, left) {
    this.fail(
      "message-truncated",
      at2,
      `the length of a part is ${length} bytes, but only ${left} bytes follow`
    );
    return this.at;
  }
  #utf8(start2, end) {
    const text = this.#buffer.toString("utf8", start2, end);
    if (!isUtf82(this.bytes.subarray(start2, end))) {
      const { family } = this;
      this.issues.add(() => ({
        code: "not-utf8",
        detail: `the string ${quote(text)} is not valid UTF-8 (at byte ${start2}); encode it as UTF-8`,
        at: start2,
        family
      }));
    }
    return text;
  }
  #skipValue(wireType, end) {
    switch (wireType) {
      case 0:
        this.varint(end);
        break;
      case 1:
        this.#advance(8, end);
        break;
      case 2:
        this.at = this.delimited(end);
        break;
      case 5:
        this.#advance(4, end);
        break;
      default:
        this.fail(
          "wire-type-unsupported",
          this.at - 1,
          `a field has wire type ${wireType}; only 0, 1, 2 and 5 are supported`
        );
    }
  }
  #advance(size, end) {
    if (size > end - this.at) {
      this.#failNumber(size);
    } else {
      this.at += size;
    }
  }
};
var MAX_VARINT_BYTES = 10;
var HOW_TO_SEND = "send all of the length-delimited messages (io.prometheus.client.MetricFamily), unchanged";

// lambda/decode/protobuf/family-reader.ts
var FamilyReader = class {
  rawIssues = [];
  #wire;
  #labels;
  #metric;
  // Of the current family.
  #name = "";
  #help = "";
  #unit = "";
  #type = 0;
  constructor(bytes) {
    this.#wire = new WireReader(bytes);
    this.#labels = new ProtobufLabelReader(this.#wire);
    this.#metric = new ProtobufMetricReader(this.#wire, this.#labels);
  }
  get issues() {
    return this.#wire.issues;
  }
  get tooMany() {
    return this.#wire.tooMany;
  }
  readAll() {
    const wire = this.#wire;
    const families = [];
    while (wire.at < wire.bytes.length) {
      const at2 = wire.at;
      const end = wire.delimited(wire.bytes.length);
      wire.countPart();
      families.push(this.#readFamily(at2, end));
      if (families.length > MAX_FAMILIES) {
        wire.giveUp(TOO_MANY.families);
      }
      if (wire.tooMany !== void 0) {
        break;
      }
      wire.recover(end);
      wire.family = void 0;
    }
    return families;
  }
  /** Reads the message that ends at `end`. Its length is at `at`, which is the position of the family. */
  #readFamily(at2, end) {
    const start2 = this.#wire.at;
    this.#readHeader(end);
    if (!this.#wire.isBroken) {
      this.#wire.at = start2;
    }
    const type = METRIC_TYPES[this.#type];
    const name3 = this.#name;
    const help = this.#help;
    if (type === void 0) {
      this.#report("type-unknown", at2, String(this.#type));
      return { type: "untyped", name: name3, help, metrics: [], at: at2 };
    }
    const family = this.#readMetrics(type, end, { name: name3, help, at: at2 });
    return this.#unit === "" ? family : { ...family, unit: this.#unit };
  }
  #readMetrics(type, end, { name: name3, help, at: at2 }) {
    switch (type) {
      case "counter":
      case "gauge":
      case "untyped":
        return { type, name: name3, help, metrics: this.#readSamples(type, end), at: at2 };
      case "histogram":
      case "gaugehistogram":
        return { type, name: name3, help, metrics: this.#readHistograms(end), at: at2 };
      case "summary":
        return { type, name: name3, help, metrics: this.#readSummaries(end), at: at2 };
    }
  }
  /**
   * Reads everything except the metrics. It is read first, because metrics can come before the type, which they need.
   */
  #readHeader(end) {
    const wire = this.#wire;
    this.#name = "";
    this.#help = "";
    this.#unit = "";
    this.#type = 0;
    while (wire.at < end) {
      const tag2 = wire.varint(end);
      switch (tag2) {
        case FAMILY.METRIC:
          wire.at = wire.delimited(end);
          break;
        case FAMILY.NAME:
          this.#name = wire.string(end);
          wire.family = this.#name;
          break;
        case FAMILY.HELP:
          this.#help = wire.string(end);
          break;
        case FAMILY.UNIT:
          this.#unit = wire.stringOutOfOrder(end);
          break;
        case FAMILY.TYPE:
          this.#type = wire.varint(end);
          break;
        default:
          wire.skip(tag2, FAMILY.FIELDS, end);
      }
    }
  }
  #readSamples(type, end) {
    const samples = [];
    const wanted = VALUE_KINDS[type];
    for (let at2 = this.#nextMetric(end); at2 !== NONE; at2 = this.#nextMetric(end)) {
      if (this.#accept(wanted, at2)) {
        samples.push(this.#toSample(type, at2));
      }
    }
    return samples;
  }
  #toSample(type, at2) {
    const { value, exemplar, created } = this.#metric;
    const sample = { labels: this.#labels.toLabelSet(), value, at: at2 };
    return type === "counter" && (exemplar !== void 0 || created !== void 0) ? { ...sample, exemplar, created } : sample;
  }
  #readHistograms(end) {
    const histograms = [];
    for (let at2 = this.#nextMetric(end); at2 !== NONE; at2 = this.#nextMetric(end)) {
      if (this.#accept(VALUE_KINDS.histogram, at2)) {
        histograms.push(this.#toHistogram(at2));
      }
    }
    return histograms;
  }
  #toHistogram(at2) {
    const { sum, count: count2, native, exemplars, created, isMixed } = this.#metric;
    if (isMixed) {
      this.#report("native-counts-mixed", at2);
    }
    const buckets = this.#order(this.#metric.buckets, upperBoundOf2, "bucket-bound-invalid");
    const histogram = { labels: this.#labels.toLabelSet(), buckets, sum, count: count2, at: at2 };
    return native !== void 0 || exemplars !== void 0 || created !== void 0 ? { ...histogram, native, exemplars, created } : histogram;
  }
  #readSummaries(end) {
    const summaries = [];
    for (let at2 = this.#nextMetric(end); at2 !== NONE; at2 = this.#nextMetric(end)) {
      if (this.#accept(VALUE_KINDS.summary, at2)) {
        const { sum, count: count2, created } = this.#metric;
        const quantiles = this.#order(this.#metric.quantiles, quantileOf2, "quantile-invalid");
        const summary = { labels: this.#labels.toLabelSet(), quantiles, sum, count: count2, at: at2 };
        summaries.push(created === void 0 ? summary : { ...summary, created });
      }
    }
    return summaries;
  }
  /** Reads the next metric before `end`. Returns its position, or {@link NONE}. */
  #nextMetric(end) {
    const wire = this.#wire;
    while (wire.at < end) {
      const at2 = wire.at;
      const tag2 = wire.varint(end);
      if (tag2 === FAMILY.METRIC) {
        const metricEnd = wire.delimited(end);
        wire.countPart();
        this.#metric.read(metricEnd);
        return at2;
      }
      wire.skip(tag2, NO_FIELDS, end);
    }
    return NONE;
  }
  /** Whether the metric that was read has only a value of its family's type. Reports this and its other issues. */
  #accept(wanted, at2) {
    const { valueKinds, timestamp } = this.#metric;
    if (timestamp !== void 0) {
      this.#report("timestamp-present", at2, String(timestamp));
    }
    const { repeated } = this.#labels.shape();
    if (repeated !== void 0) {
      this.#report("label-repeated", at2, repeated);
    }
    for (const name3 of this.#labels.emptyNames()) {
      checkEmptyLabel(name3, RESERVED_LABELS.get(wanted), at2, this.#report);
    }
    if (valueKinds !== wanted) {
      const found = describeValueKinds(valueKinds & ~wanted);
      this.#report("value-of-wrong-type", at2, `${found}, expected ${describeValueKinds(wanted)}`);
    }
    return valueKinds === wanted;
  }
  /** The parts in ascending order of their keys. Parts whose key is NaN are reported and left out. */
  #order(parts, keyOf, rule) {
    const isNumeric = (part2) => !Number.isNaN(keyOf(part2));
    let kept = parts;
    if (!parts.every(isNumeric)) {
      kept = parts.filter(isNumeric);
      for (const part2 of parts) {
        if (!isNumeric(part2)) {
          this.#report(rule, part2.at, "NaN");
        }
      }
    }
    sortAscending(kept, keyOf);
    return kept;
  }
  #report = (rule, at2, found) => {
    this.rawIssues.push(rawIssue(rule, this.#name, at2, found));
    if (this.rawIssues.length > MAX_RAW_ISSUES) {
      this.#wire.giveUp(TOO_MANY.rawIssues);
    }
  };
};
var RESERVED_LABELS = /* @__PURE__ */ new Map([
  [VALUE_KINDS.histogram, "le"],
  [VALUE_KINDS.summary, "quantile"]
]);
var NONE = -1;
var NO_FIELDS = 0;
var upperBoundOf2 = ({ upperBound }) => upperBound;
var quantileOf2 = ({ quantile }) => quantile;
var describeValueKinds = (valueKinds) => {
  const names = Object.entries(VALUE_KINDS).filter(([, bit]) => (valueKinds & bit) !== 0);
  return names.length === 0 ? "no value" : names.map(([name3]) => name3).join(" and ");
};

// lambda/decode/protobuf/protobuf-source.ts
var ProtobufSource = class {
  #bytes;
  // The part in which the last look-up ended: the length of a family, or one of its fields.
  #start = 0;
  #end = 0;
  #family = -1;
  #familyEnd = 0;
  #metric = -1;
  #isMetric = false;
  constructor(bytes) {
    this.#bytes = bytes;
  }
  /** Precondition: `at` is less than the length of the stream. */
  locate(at2) {
    if (at2 < this.#start) {
      this.#rewind();
    }
    while (at2 >= this.#end) {
      this.#advance();
    }
    return { pointer: this.#isMetric ? `/${this.#family}/metric/${this.#metric}` : `/${this.#family}` };
  }
  #rewind() {
    this.#end = 0;
    this.#family = -1;
    this.#familyEnd = 0;
  }
  #advance() {
    this.#start = this.#end;
    this.#isMetric = false;
    if (this.#start >= this.#familyEnd) {
      this.#enterFamily();
    } else {
      this.#enterField();
    }
  }
  #enterFamily() {
    this.#family++;
    this.#metric = -1;
    const length = this.#varint();
    this.#familyEnd = this.#end + length;
  }
  #enterField() {
    const tag2 = this.#varint();
    if (tag2 === FAMILY.METRIC) {
      this.#metric++;
      this.#isMetric = true;
    }
    this.#end = Math.min(this.#fieldEnd(tag2 % 8), this.#familyEnd);
  }
  /** Precondition: `#end` is after the tag. */
  #fieldEnd(wireType) {
    switch (wireType) {
      case 0:
        this.#varint();
        return this.#end;
      case 1:
        return this.#end + 8;
      case 2:
        return this.#varint() + this.#end;
      case 5:
        return this.#end + 4;
      default:
        return this.#familyEnd;
    }
  }
  /** Reads the number at `#end`, and moves `#end` after it. */
  #varint() {
    let value = 0;
    let factor = 1;
    let byte;
    do {
      byte = this.#bytes[this.#end++] ?? 0;
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte >= 128);
    return value;
  }
};

// lambda/decode/protobuf/decode-protobuf.ts
var decodeProtobuf = (bytes) => {
  const source = new ProtobufSource(bytes);
  const reader = new FamilyReader(bytes);
  const families = reader.readAll();
  const { issues, rawIssues, tooMany } = reader;
  if (tooMany !== void 0) {
    return refuseTooManyParts(tooMany);
  }
  const toIssue3 = ({ at: at2, ...rest }) => ({ ...rest, location: source.locate(at2) });
  return issues.total > 0 ? refuseUnreadable(issues.issues.map(toIssue3), issues.total) : ok({ families, rawIssues, notes: [], source });
};
var PROTOBUF_FORMAT = {
  id: "protobuf",
  contentType: DELIMITED_PROTOBUF,
  fileName: "metrics.pb",
  mediaTypes: [
    {
      name: "application/vnd.google.protobuf",
      accepts: (parameters) => parameters.get("proto") === "io.prometheus.client.MetricFamily" && parameters.get("encoding") === "delimited"
    }
  ],
  decode: decodeProtobuf,
  infersInfiniteBucket: true,
  hasWholeCharacters: true
};

// lambda/decode/text/family-book.ts
var FamilyBook = class {
  all = [];
  #targets = /* @__PURE__ */ new Map();
  /**
   * The target of a name: the family with that name, otherwise the summary or histogram to which the name belongs by
   * its suffix, otherwise a new family. expfmt uses the same order, so a sample has the same meaning as at the
   * Pushgateway.
   */
  resolve(name3, at2) {
    const known = this.#targets.get(name3);
    if (known !== void 0) {
      return known;
    }
    const { family, part: part2 } = this.#resolveSuffix(name3) ?? { family: this.#create(name3, at2), part: "own" };
    const target = { family, part: part2, nameStart: at2, nameLength: name3.length, next: void 0 };
    this.#targets.set(name3, target);
    return target;
  }
  #create(name3, at2) {
    const family = new FamilyBuilder(name3, at2);
    this.all.push(family);
    return family;
  }
  #resolveSuffix(name3) {
    const part2 = partOf(name3);
    if (part2 === "own") {
      return void 0;
    }
    const owner = this.#targets.get(name3.slice(0, -part2.length - 1));
    return owner?.part === "own" && ownsPart(owner.family.type, part2) ? { family: owner.family, part: part2 } : void 0;
  }
};
var partOf = (name3) => {
  if (name3.endsWith("_count")) {
    return "count";
  }
  if (name3.endsWith("_sum")) {
    return "sum";
  }
  return name3.endsWith("_bucket") ? "bucket" : "own";
};
var ownsPart = (type, part2) => type === "histogram" || type === "gaugehistogram" || type === "summary" && part2 !== "bucket";

// lambda/decode/text/metric-name-reader.ts
var MetricNameReader = class {
  #payload;
  #families;
  #last;
  constructor(payload, families) {
    this.#payload = payload;
    this.#families = families;
  }
  /** The target of the name that starts at `start`. `end` is the end of the name, if the caller knows it. */
  read(start2, end) {
    const last2 = this.#last;
    if (last2 !== void 0 && this.#isAt(start2, last2)) {
      return last2;
    }
    const next = last2?.next;
    const found = next !== void 0 && this.#isAt(start2, next) ? next : this.#lookUp(start2, end);
    if (last2 !== void 0) {
      last2.next = found;
    }
    this.#last = found;
    return found;
  }
  /** The end of the name that starts at `start`. */
  findEnd(start2) {
    const last2 = this.#last;
    if (last2 !== void 0 && this.#isAt(start2, last2)) {
      return start2 + last2.nameLength;
    }
    const { bytes } = this.#payload;
    let end = start2;
    while (isMetricNameByte(bytes[end])) {
      end++;
    }
    return end;
  }
  #isAt(start2, { nameStart, nameLength }) {
    return this.#payload.countEqual(start2, nameStart, nameLength) === nameLength && !isMetricNameByte(this.#payload.bytes[start2 + nameLength]);
  }
  #lookUp(start2, end = this.findEnd(start2)) {
    return this.#families.resolve(this.#payload.slice(start2, end), start2);
  }
};

// lambda/decode/text/text-parser.ts
var TextParser = class {
  log;
  families = new FamilyBook();
  tooMany;
  #payload;
  #bytes;
  #cursor;
  #names;
  #labels;
  #samples;
  #quoted;
  constructor(payload) {
    this.#payload = payload;
    this.#bytes = payload.bytes;
    this.#cursor = new LineCursor(payload);
    this.log = new IssueLog(this.#cursor, TEXT_ISSUES);
    this.#names = new MetricNameReader(payload, this.families);
    this.#labels = new TextLabelReader(payload);
    this.#samples = new SampleCollector(this.#labels, this.log.rawIssues);
    this.#quoted = new QuotedNames(payload, this.#cursor, this.log);
  }
  parse() {
    const end = this.#bytes.length;
    let at2 = byteOrderMarkLength(this.#bytes);
    if (at2 > 0) {
      this.log.note("byte-order-mark", "the byte order mark at the start was ignored");
    }
    if (this.#payload.lacksFinalNewline) {
      this.log.note("final-newline-missing", "the last line has no newline at its end, but was read");
    }
    let lines = 0;
    while (at2 < end && this.tooMany === void 0) {
      const next = lines + LINES_BETWEEN_COUNTS;
      for (; at2 < end && lines < next && this.#labels.tooMany === void 0; lines++) {
        at2 = this.#startOfLine(at2);
      }
      this.tooMany = this.#findTooMany(lines);
    }
  }
  #findTooMany(lines) {
    return findTooManyLines(lines, this.families.all.length, this.log.rawIssues.length) ?? this.#labels.tooMany;
  }
  /** At the start of a line. */
  #startOfLine(start2) {
    const at2 = this.#cursor.skipBlanks(start2);
    const byte = this.#bytes[at2];
    if (isMetricNameStart(byte)) {
      return this.#sample(at2);
    }
    switch (byte) {
      case HASH:
        return this.#comment(at2);
      case LINE_FEED:
      case CARRIAGE_RETURN:
        return this.log.endLine(at2, "metric-name-expected");
      case OPEN_BRACE:
        return this.#nextLineOr(this.#quoted.skipSeries(at2 + 1), "metric-name-missing", at2);
      default:
        return this.log.issue("metric-name-expected", at2);
    }
  }
  /** At the first byte of a metric name. */
  #sample(start2) {
    const target = this.#names.read(start2);
    const at2 = this.#sampleLabels(start2, start2 + target.nameLength);
    return at2 === -1 ? this.#cursor.nextLine(start2) : this.#value(at2, target, start2);
  }
  /**
   * At the end of a metric name that starts at `nameStart`. Returns the offset of the value, or -1 if there is an
   * issue.
   */
  #sampleLabels(nameStart, start2) {
    const at2 = this.#cursor.skipBlanks(start2);
    const byte = this.#bytes[at2];
    if (byte === OPEN_BRACE) {
      const end = this.#labels.read(at2 + 1);
      if (end === -1) {
        const next = this.#quoted.skipSeries(at2 + 1, this.#payload.slice(nameStart, start2));
        this.#nextLineOr(next, this.#labels.issue, this.#labels.issueAt);
        return -1;
      }
      return this.#cursor.skipBlanks(end);
    }
    if (at2 === start2 && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
      this.log.issue("metric-name-unfinished", at2);
      return -1;
    }
    this.#labels.readNone();
    return at2;
  }
  /** Returns `next`, the start of the next line. If that is -1, adds the issue. */
  #nextLineOr(next, issue, at2) {
    return next === -1 ? this.log.issue(issue, at2) : next;
  }
  /** At the first byte of a value, or at a line end where a value is missing. */
  #value(start2, target, at2) {
    const end = this.#cursor.tokenEnd(start2);
    const value = parseNumber(this.#payload, start2, end);
    if (value === void 0) {
      return this.log.issue(valueIssue(this.#payload.slice(start2, end)), start2);
    }
    this.#samples.add(target, value, at2);
    return this.#bytes[end] === LINE_FEED ? end + 1 : this.#afterValue(end, target.family);
  }
  /** At the end of a value, where the line does not end. */
  #afterValue(start2, family) {
    const at2 = this.#cursor.skipBlanks(start2);
    const end = this.#cursor.tokenEnd(at2);
    if (at2 === end) {
      return this.#endAfterBlanks(at2, "timestamp-invalid", start2);
    }
    const token = this.#payload.slice(at2, end);
    if (this.#bytes[at2] === HASH && this.#bytes[this.#cursor.skipBlanks(at2 + 1)] === OPEN_BRACE) {
      return this.log.issue("exemplar-unsupported", at2);
    }
    if (!/^[+-]?\d+$/.test(token)) {
      return this.log.issue("timestamp-invalid", at2);
    }
    this.log.rawIssue("timestamp-present", family.name, at2, token);
    return this.#endAfterBlanks(this.#cursor.skipBlanks(end), "line-unfinished", end);
  }
  /** At a `#`. */
  #comment(start2) {
    const at2 = this.#cursor.skipBlanks(start2 + 1);
    const keyword = this.#keyword(at2);
    return keyword === void 0 ? this.#cursor.nextLine(at2) : this.#commentName(at2 + 4, keyword);
  }
  /** The keyword that starts at `at` and has a blank after it, if any. */
  #keyword(at2) {
    const bytes = this.#bytes;
    if (bytes[at2] === LETTER.H && bytes[at2 + 1] === LETTER.E && bytes[at2 + 2] === LETTER.L) {
      return bytes[at2 + 3] === LETTER.P && isBlank(bytes[at2 + 4]) ? "HELP" : void 0;
    }
    if (bytes[at2] === LETTER.T && bytes[at2 + 1] === LETTER.Y && bytes[at2 + 2] === LETTER.P) {
      return bytes[at2 + 3] === LETTER.E && isBlank(bytes[at2 + 4]) ? "TYPE" : void 0;
    }
    return void 0;
  }
  /** At the end of a keyword. A line that ends before its help text or type is only a comment. */
  #commentName(start2, keyword) {
    const bytes = this.#bytes;
    const at2 = this.#cursor.skipBlanks(start2);
    if (!isMetricNameStart(bytes[at2])) {
      const next = this.#quoted.skipComment(at2);
      return next === -1 ? this.log.endLine(at2, "comment-name-invalid") : next;
    }
    const end = this.#names.findEnd(at2);
    const text = this.#cursor.skipBlanks(end);
    const isShort = bytes[text] === LINE_FEED || bytes[text] === CARRIAGE_RETURN;
    if (text === end) {
      return isShort ? this.log.endLine(text, "comment-name-invalid") : this.log.issue("comment-name-invalid", at2);
    }
    const target = this.#names.read(at2, end);
    if (isShort && !(keyword === "HELP" && this.#cursor.isStrayReturn(text))) {
      return this.log.endLine(text, "comment-name-invalid");
    }
    return keyword === "HELP" ? this.#help(text, target.family) : this.#type(text, target);
  }
  /** At the first byte of a HELP text. */
  #help(start2, family) {
    const end = this.#cursor.textEnd(start2);
    const text = this.#payload.slice(start2, end);
    const help = unescapeHelp(text);
    if (!help.ok) {
      const { found, index } = help.error;
      return this.log.issue("help-escape-unknown", start2 + Buffer.byteLength(text.slice(0, index)), found);
    }
    if (family.help !== void 0) {
      this.log.rawIssue("help-repeated", family.name, start2, help.value);
    } else {
      if (family.hasSamples) {
        this.log.rawIssue("help-after-samples", family.name, start2, help.value);
      }
      family.help = help.value;
    }
    return this.log.endLine(end, "line-unfinished");
  }
  /** At the first byte of a type. */
  #type(start2, { family, part: part2 }) {
    const end = this.#cursor.tokenEnd(start2);
    const found = this.#payload.slice(start2, end);
    const type = TEXT_TYPES.get(found) ?? TEXT_TYPES.get(found.toLowerCase());
    if (type === void 0) {
      this.log.rawIssue("type-unknown", family.name, start2, found);
    } else if (part2 !== "own") {
      const name3 = `${family.name}_${part2}`;
      this.log.rawIssue("name-collision", name3, start2, family.name);
    } else {
      this.#setType(family, type, start2, found);
    }
    return this.#endAfterBlanks(this.#cursor.skipBlanks(end), "line-unfinished", end);
  }
  #setType(family, type, at2, found) {
    if (found.toLowerCase() === "unknown") {
      this.log.note(
        "type-unknown-as-untyped",
        "the type unknown was read as untyped, which is its name in the text format"
      );
    }
    if (family.type === void 0) {
      family.type = type;
    } else {
      this.log.rawIssue(family.hasSamples ? "type-after-samples" : "type-repeated", family.name, at2, found);
    }
  }
  /** {@link IssueLog.endLine}, with a note if there are blanks between `blanksFrom` and `at`. */
  #endAfterBlanks(at2, otherwise, blanksFrom) {
    if (blanksFrom < at2) {
      this.log.note("trailing-blanks", "blanks at the end of lines were ignored");
    }
    return this.log.endLine(at2, otherwise);
  }
};

// lambda/decode/text/decode-text.ts
var decodeText = (bytes) => decodeLines(
  bytes,
  (payload) => new TextParser(payload),
  ({ families }) => families.all.map((family) => family.build())
);
var TEXT_FORMAT = {
  id: "text",
  contentType: "text/plain; version=0.0.4; charset=utf-8",
  fileName: "metrics.prom",
  // Without a Content-Type a payload is text. The last one is what curl sets.
  mediaTypes: [{ name: "" }, { name: "text/plain" }, { name: "application/x-www-form-urlencoded" }],
  decode: decodeText,
  infersInfiniteBucket: false,
  hasWholeCharacters: true
};

// lambda/decode/formats.ts
var FORMATS = [
  TEXT_FORMAT,
  OPENMETRICS_FORMAT,
  PROTOBUF_FORMAT,
  JSON_FORMAT
];
var findFormat = (id) => FORMATS.find((format) => format.id === id);

// ci/ci-run.ts
var toGroupLabels = ({ repository, branch, pipeline, task }, scope) => ({
  [repository.label]: repository.value,
  branch,
  ...pipeline !== void 0 && { pipeline },
  ...scope === "job" && { task }
});

// action/collect-input.ts
var MAX_PATTERNS = 32;
var parseCollect = (collect2, junit, sizes, labels) => {
  const scope = parseScope(collect2);
  if (!scope.ok) {
    return scope;
  }
  const patterns = { junit: splitLines(junit), sizes: splitLines(sizes) };
  for (const [name3, { length }] of Object.entries(patterns)) {
    if (length > MAX_PATTERNS) {
      return err(`${name3} has ${length} patterns, expected at most ${MAX_PATTERNS}`);
    }
  }
  const isAsked = scope.value !== void 0 || patterns.junit.length + patterns.sizes.length > 0;
  return ok(
    isAsked ? {
      scope: scope.value,
      junit: patterns.junit,
      sizes: patterns.sizes.map(parseSizePattern),
      hasDefaultLabels: labels === ""
    } : void 0
  );
};
var parseScope = (text) => text === "" ? ok(void 0) : oneOf("collect", text, ["job", "run"]);
var splitLines = (text) => text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
var toKeyLines = (labels, request, run) => {
  if (labels !== "" || request === void 0 || run === void 0) {
    return labels;
  }
  return Object.entries(toGroupLabels(run, request.scope ?? "job")).map(([name3, value]) => `${name3}=${value.replace(/\s+/g, " ")}`).join("\n");
};
var checkScope = (request, key) => request?.scope === "run" && key.ok && key.value.get("task") !== void 0 ? err("labels has task, which differs between the jobs of a run: leave it out, or give collect: job") : ok(request);

// lambda/request/base64url.ts
import { isUtf8 as isUtf83 } from "node:buffer";
var SHAPE = /^[A-Za-z0-9_-]*=*$/;
var decodeBase64Url = (text) => {
  if (text === "=") {
    return ok("");
  }
  if (!SHAPE.test(text)) {
    return err(
      "has characters that URL-safe base64 does not have (it has A-Z a-z 0-9 - _, and = at the end); write - for + and _ for /"
    );
  }
  const digits = text.replaceAll("=", "");
  if (digits.length < text.length && (text.length % 4 !== 0 || text.length - digits.length > 2)) {
    return err("has the wrong padding for base64; leave out the = at its end");
  }
  const bytes = Buffer.from(digits, "base64url");
  if (bytes.toString("base64url") !== digits) {
    return err("is not the base64 of whole bytes, so it may have been cut short; encode it again");
  }
  return isUtf83(bytes) ? ok(bytes.toString("utf8")) : err("is not UTF-8 once decoded from base64");
};

// lambda/request/parse-grouping-key.ts
var MAX_PATH_BYTES = 1400;
var ROOT = "/metrics/";
var BASE64_SUFFIX = "@base64";
var parseGroupingKey = (path) => {
  if (path.length > MAX_PATH_BYTES) {
    return refuse(
      "path-too-long",
      `the path has ${path.length} bytes and may have ${MAX_PATH_BYTES}; use fewer or shorter grouping labels`
    );
  }
  const key = parseComponents(splitPath(path));
  return key.ok ? key : refuse("path-invalid", key.error);
};
var splitPath = (path) => path.slice(path.indexOf(ROOT) + ROOT.length).replace(/^metrics\//, "").split("/");
var parseComponents = (components) => {
  if (components.slice(0, -1).includes("")) {
    return err("the path has two slashes in a row; an empty value is written <label>@base64/=");
  }
  const isTrailingSlash = components.length % 2 === 1 && components.at(-1) === "";
  const pairs = isTrailingSlash ? components.slice(0, -1) : components;
  if (pairs.length % 2 === 1) {
    return err(
      `the path must be pairs of label and value, and ${quote(pairs.at(-1))} has no value; a slash inside a value is written %2F, or <label>@base64/<value>`
    );
  }
  return collectLabels(pairs);
};
var collectLabels = (pairs) => {
  const labels = [];
  for (let index = 0; index < pairs.length; index += 2) {
    const label = parseLabel(pairs, index);
    if (!label.ok) {
      return label;
    }
    const { name: name3 } = label.value;
    if (index === 0 && name3 !== "job") {
      return err(`the first label must be job, not ${quote(name3)}`);
    }
    if (labels.some((known) => known.name === name3)) {
      return err(`label ${quote(name3)} occurs twice; leave one out`);
    }
    labels.push(label.value);
  }
  return toGroupingKey(labels);
};
var toGroupingKey = ([job, ...others]) => job === void 0 || job.value === "" ? err("the job is empty; write /metrics/job/<job>") : ok(GroupingKey.of(job.value, others));
var parseLabel = (pairs, index) => {
  const name3 = decodeComponent(pairs[index]);
  const value = decodeComponent(pairs[index + 1]);
  if (!name3.ok) {
    return name3;
  }
  if (!value.ok) {
    return value;
  }
  return parsePair(name3.value, value.value);
};
var parsePair = (component, text) => {
  const isBase64 = component.endsWith(BASE64_SUFFIX);
  const name3 = isBase64 ? component.slice(0, -BASE64_SUFFIX.length) : component;
  const detail = checkLabelName(name3);
  if (detail !== void 0) {
    return err(detail);
  }
  const value = isBase64 ? decodeBase64Url(text) : ok(text);
  if (!value.ok) {
    return err(`the value of label ${quote(name3)} ${value.error}`);
  }
  return new RegExp("\\p{Cc}", "u").test(value.value) ? err(`the value of label ${quote(name3)} has a control character; leave it out`) : ok({ name: name3, value: value.value });
};
var decodeComponent = (component) => {
  const text = percentDecode(component);
  if (text === void 0) {
    return err(`${quote(component)} is not percent-encoded UTF-8; write a percent sign as %25`);
  }
  return text === "." || text === ".." ? err(
    `${quote(component)} is a dot segment, which clients and servers remove; write it as <label>@base64/<value>`
  ) : ok(text);
};
var percentDecode = (component) => {
  if (!/[^!-~]|%/.test(component)) {
    return component;
  }
  if (/[^!-~]/.test(component)) {
    return void 0;
  }
  try {
    return decodeURIComponent(component);
  } catch {
    return void 0;
  }
};
var RESERVED2 = /* @__PURE__ */ new Set(["le", "quantile"]);
var checkLabelName = (name3) => {
  if (!isLabelName(name3)) {
    return `${quote(name3)} is not a label name; a name is letters, digits and _, and does not start with a digit`;
  }
  if (name3.startsWith("__")) {
    return `label ${quote(name3)} is reserved: names that start with __ belong to Prometheus`;
  }
  if (RESERVED2.has(name3)) {
    return `label ${quote(name3)} cannot be in a grouping key: histograms and summaries own it`;
  }
  return void 0;
};

// action/labels-input.ts
var parseKeyInputs = (job, labels) => {
  if (job === "") {
    return err("job is missing: give the job of the group to push to, for instance ci");
  }
  const parsed = parseLabels2("labels", labels);
  return parsed.ok ? checkKey(GroupingKey.of(job, parsed.value)) : parsed;
};
var findVariables = (labels) => labels.match(/\$(?:\{.*?\}+|[A-Z_][A-Z0-9_]*)/g) ?? [];
var parseLabels2 = (input, text) => {
  const found = /* @__PURE__ */ new Map();
  for (const line of text.split("\n").filter((content) => content.trim() !== "")) {
    const label = parseLabel2(input, line.trim());
    if (!label.ok) {
      return label;
    }
    if (found.has(label.value.name)) {
      return err(`${input} names ${quote(label.value.name)} twice`);
    }
    found.set(label.value.name, label.value.value);
  }
  return ok([...found].map(([name3, value]) => ({ name: name3, value })));
};
var parseLabel2 = (input, line) => {
  const [, name3, value] = /^([^=]*)=(.*)$/.exec(line) ?? [];
  if (name3 === void 0 || value === void 0) {
    return err(`${input} has ${quote(line)}, expected name=value on its own line, for instance branch=main`);
  }
  if (name3.trim() === "job") {
    return err(`${input} has job, which is a separate input`);
  }
  const issue = checkLabelName(name3.trim());
  return issue === void 0 ? ok({ name: name3.trim(), value: value.trim() }) : err(`${input}: ${issue}`);
};
var checkKey = (key) => {
  const read = parseGroupingKey(key.path);
  return read.ok ? read : err(`job and labels: ${read.error.detail}`);
};
var printKey = ({ job, labels }) => `{${[{ name: "job", value: job }, ...labels].map(({ name: name3, value }) => `${name3}=${JSON.stringify(value)}`).join(", ")}}`;

// action/compare-input.ts
var parseCompare = (text) => {
  if (text === "") {
    return ok({ kind: "nothing" });
  }
  if (text === "base") {
    return ok({ kind: "base" });
  }
  const labels = parseLabels2("compare", text);
  return labels.ok ? ok({ kind: "labels", labels: labels.value }) : err(`${labels.error}; or write base, which is the branch that a pull request is for`);
};
var findBaseGroup = (compare3, key, env) => {
  switch (compare3.kind) {
    case "nothing":
      return ok(void 0);
    case "labels":
      return ok(toBaseGroup(key, compare3.labels));
    case "base": {
      const branch = env["GITHUB_BASE_REF"] || env["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"] || "";
      return branch === "" ? ok(toBaseGroup(key, [])) : findBranchGroup(key, branch);
    }
  }
};
var findBranchGroup = (key, branch) => key.get("branch") === void 0 ? err(
  "compare is base, and the group has no label branch: add branch=\u2026 to labels, as docs/ci.md of pushgateway-proxy shows"
) : ok(toBaseGroup(key, [{ name: "branch", value: branch }]));
var toBaseGroup = (key, labels) => {
  const names = new Set(labels.map(({ name: name3 }) => name3));
  const kept = key.labels.filter(({ name: name3 }) => !names.has(name3));
  const base = GroupingKey.of(key.job, [...kept, ...labels]);
  const different = labels.filter(({ name: name3, value }) => value !== "" && key.get(name3) !== value);
  return {
    key: base,
    title: base.path === key.path ? "the last run" : different.map(({ value }) => value).join(", ") || "the base"
  };
};

// action/inputs.ts
var METHODS = ["PUT", "POST", "DELETE"];
var parseInputs = (env, run) => {
  const read = (name3) => readInput(env, name3).trim();
  const method = oneOf("method", read("method").toUpperCase(), METHODS);
  const collect2 = parseCollect(read("collect"), read("junit"), read("sizes"), read("labels"));
  const request = collect2.ok ? collect2.value : void 0;
  const key = parseKeyInputs(read("job"), toKeyLines(read("labels"), request, run));
  const inputs = allOk({
    url: parseUrl(read("url")),
    key,
    method,
    // Not trimmed: lines are counted.
    metrics: parseMetrics(readInput(env, "metrics"), read("file"), method, request),
    collect: collect2.ok ? checkScope(request, key) : collect2,
    format: parseFormat(read("format"), request),
    isDryRun: parseSwitch("dry-run", read("dry-run")),
    credential: parseCredentialInput(read("credential"), read("audience")),
    timeoutMs: parseTimeout(read("timeout-seconds")),
    base: parseBase(read("compare"), key, env),
    // Not trimmed: lines are counted.
    budgets: joinIssues(parseBudgets(readInput(env, "budgets"))),
    history: parseHistory(read("history-url"), read("history-credential")),
    hasComment: parseSwitch("comment", read("comment")),
    token: ok(new Secret(read("token")))
  });
  if (inputs.ok) {
    return ok(inputs.value);
  }
  return fail("input-invalid", inputs.error.join("\n"), "correct the inputs of the step under with:");
};
var allOk = (parts) => {
  const entries = Object.entries(parts);
  const issues = entries.flatMap(([, part2]) => part2.ok ? [] : [part2.error]);
  if (issues.length > 0) {
    return err(issues);
  }
  return ok(Object.fromEntries(entries.map(([name3, part2]) => [name3, part2.ok && part2.value])));
};
var parseBase = (text, key, env) => {
  const compare3 = parseCompare(text);
  if (!compare3.ok) {
    return compare3;
  }
  return key.ok ? findBaseGroup(compare3.value, key.value, env) : ok(void 0);
};
var joinIssues = (result) => result.ok ? result : err(result.error.join("\n"));
var parseFormat = (text, collect2) => {
  const ids = FORMATS.map(({ id: id2 }) => id2);
  const id = oneOf("format", text, ids);
  if (collect2 !== void 0 && id.ok && id.value !== "text") {
    return err("format is not text: collected metrics can be added only to the format text");
  }
  return id.ok ? ok(FORMATS[ids.indexOf(id.value)]) : id;
};
var readInput = (env, name3) => env[`INPUT_${name3.toUpperCase()}`] ?? "";

// action/metrics.ts
import { isAbsolute, relative as relative2, resolve as resolve2 } from "node:path";

// ci/write-exposition.ts
var writeExposition = (metrics, keyLabels) => [...Map.groupBy(metrics, ({ name: name3 }) => name3).values()].map((family) => writeFamily(family, keyLabels)).join("");
var addExposition = (given, text) => {
  const endsLine = given === void 0 || given.length === 0 || given.at(-1) === NEWLINE;
  return Buffer.concat([given ?? new Uint8Array(), Buffer.from(endsLine ? text : `
${text}`)]);
};
var NEWLINE = 10;
var writeFamily = (metrics, keyLabels) => {
  const { name: name3, type, help } = metrics[0];
  const samples = metrics.map(({ labels, value }) => `${name3}${writeLabels(labels, keyLabels)} ${value}
`);
  return `# HELP ${name3} ${help}
# TYPE ${name3} ${type}
${samples.join("")}`;
};
var writeLabels = (labels, keyLabels) => {
  const pairs = Object.entries(labels).filter(([name3]) => !keyLabels.has(name3)).map(([name3, value]) => `${name3}="${escapeValue(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
};
var escapeValue = (value) => value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

// node_modules/@middy/util/index.js
import { STATUS_CODES } from "node:http";
var name = "util";
var pkg = `@middy/${name}`;
var jsonParseProtectProto = (text, reviver, packageName) => {
  return JSON.parse(text, (key, value) => {
    if (key === "__proto__" || key === "constructor" && value && Object.hasOwn(value, "prototype")) {
      throw createError(422, "Forbidden key in JSON body", {
        cause: { package: packageName, data: key }
      });
    }
    return reviver ? reviver(key, value) : value;
  });
};
var jsonContentTypePattern = /^application\/([a-z0-9.+-]+\+)?json(;|$)/i;
var decodeBody = (body, isBase64Encoded) => {
  if (body == null) return body;
  return isBase64Encoded ? Buffer.from(body, "base64").toString() : body;
};
var createErrorRegexp = /[^a-zA-Z]/g;
var HttpError = class extends Error {
  constructor(code, optionalMessage, optionalOptions = {}) {
    let message = optionalMessage;
    let options = optionalOptions;
    if (message && typeof message !== "string") {
      options = message;
      message = void 0;
    }
    message ??= STATUS_CODES[code];
    super(message, options);
    const name3 = (STATUS_CODES[code] ?? "Unknown").replace(
      createErrorRegexp,
      ""
    );
    this.name = !name3.endsWith("Error") ? `${name3}Error` : name3;
    this.status = this.statusCode = code;
    this.expose = options.expose ?? code < 500;
  }
};
var createError = (code, message, properties = {}) => {
  return new HttpError(code, message, properties);
};

// node_modules/@middy/http-json-body-parser/index.js
var name2 = "http-json-body-parser";
var pkg2 = `@middy/${name2}`;
var defaults = {
  reviver: void 0,
  disableContentTypeCheck: false,
  disableContentTypeError: false
};
var httpJsonBodyParserMiddleware = (opts = {}) => {
  const options = { ...defaults, ...opts };
  const { reviver } = options;
  const httpJsonBodyParserMiddlewareBefore = (request) => {
    const event = request.event;
    const { headers, body, isBase64Encoded } = event;
    const contentType = headers?.["content-type"] ?? headers?.["Content-Type"];
    if (!options.disableContentTypeCheck && !jsonContentTypePattern.test(contentType)) {
      if (options.disableContentTypeError) {
        return;
      }
      throw createError(415, "Unsupported Media Type", {
        cause: { package: pkg2, data: contentType }
      });
    }
    if (typeof body === "undefined") {
      throw createError(422, "Invalid or malformed JSON was provided", {
        cause: { package: pkg2, data: body }
      });
    }
    try {
      event.body = jsonParseProtectProto(
        decodeBody(body, isBase64Encoded),
        reviver,
        pkg2
      );
    } catch (err2) {
      if (err2.statusCode) {
        throw err2;
      }
      throw createError(422, "Invalid or malformed JSON was provided", {
        cause: {
          package: pkg2,
          data: body,
          message: err2.message
        }
      });
    }
  };
  return {
    before: httpJsonBodyParserMiddlewareBefore
  };
};
var http_json_body_parser_default = httpJsonBodyParserMiddleware;

// lambda/adapters/json-syntax.ts
var findJsonSyntaxIssue = (text) => new JsonReader(text).find();
var JsonReader = class {
  #text;
  #at = 0;
  #expected = "nothing after the value";
  constructor(text) {
    this.#text = text;
  }
  find() {
    if (this.#value("a value")) {
      this.#pass(BLANKS);
    }
    const at2 = this.#at;
    this.#pass(WORD);
    const found = this.#text.slice(at2, Math.max(at2 + 1, this.#at));
    return { at: at2, detail: `expected ${this.#expected}, got ${describe3(found)}` };
  }
  #value(expected) {
    this.#pass(BLANKS);
    switch (this.#text[this.#at]) {
      case "{":
        return this.#parts("}", (first) => this.#member(`a key in double quotes${first}`));
      case "[":
        return this.#parts("]", (first) => this.#value(`a value${first}`));
      case '"':
        return this.#string();
      default:
        return this.#pass(NUMBER_OR_LITERAL) || this.#fail(expected);
    }
  }
  /** The parts of an object or a list, whose opening bracket is here. `readPart` is told what else can stand there. */
  #parts(closing, readPart) {
    this.#at++;
    if (this.#take(closing)) {
      return true;
    }
    let orElse = ` or ${closing}`;
    do {
      if (!readPart(orElse)) {
        return false;
      }
      orElse = "";
    } while (this.#take(","));
    return this.#take(closing) || this.#fail(`, or ${closing}`);
  }
  #member(expected) {
    if (this.#text[this.#at] !== '"') {
      return this.#fail(expected);
    }
    return this.#string() && (this.#take(":") || this.#fail(": after the key")) && this.#value("a value");
  }
  /** The opening quote is here. */
  #string() {
    this.#at++;
    do {
      this.#pass(CHARACTERS);
    } while (this.#pass(ESCAPE));
    switch (this.#text[this.#at]) {
      case '"':
        this.#at++;
        return true;
      case "\\":
        return this.#fail('an escape such as \\" or \\n (write \\\\ for a backslash)');
      default:
        return this.#fail("a double quote at the end of the text (in a text, write a line break as \\n)");
    }
  }
  /** Passes the token and blanks before and after it. */
  #take(token) {
    this.#pass(BLANKS);
    const isHere = this.#text[this.#at] === token;
    if (isHere) {
      this.#at++;
      this.#pass(BLANKS);
    }
    return isHere;
  }
  /** Passes what the pattern, which matches at least nothing, finds here. Gives whether that is something. */
  #pass(pattern) {
    const start2 = this.#at;
    pattern.lastIndex = start2;
    pattern.test(this.#text);
    this.#at = pattern.lastIndex;
    return this.#at > start2;
  }
  #fail(expected) {
    this.#expected = expected;
    return false;
  }
};
var BLANKS = /[ \t\r\n]*/y;
var WORD = /[^\s,:"{}[\]]{0,82}/y;
var NUMBER_OR_LITERAL = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)?/y;
var CHARACTERS = /[^"\\\u0000-\u001f]*/y;
var ESCAPE = /(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))?/y;
var NOT_FINITE = /^[+-]?(?:nan|inf(?:inity)?)$/i;
var describe3 = (found) => {
  if (found === "") {
    return "the end of the payload";
  }
  return NOT_FINITE.test(found) ? `${quote(found)}; write it in double quotes` : quote(found);
};

// lambda/adapters/json-body.ts
var { before } = http_json_body_parser_default({ disableContentTypeError: true });
var parseJsonBody = (text) => {
  const event = {
    headers: { "content-type": "application/json" },
    body: text,
    isBase64Encoded: false
  };
  try {
    before?.({ event });
    return ok(event.body);
  } catch {
    return err(findJsonSyntaxIssue(text));
  }
};

// lambda/decode/snappy-block.ts
var measureSnappyBlock = (block, maxLength) => {
  const declared = readVarint(block);
  if (declared === void 0) {
    return err("a block without a length");
  }
  if (declared.value > maxLength) {
    return err(`a block of ${declared.value} bytes, more than ${maxLength}`);
  }
  let produced = 0;
  for (let at2 = declared.end; at2 < block.length; ) {
    const element = readElement(block, at2);
    if (element.end > block.length || element.offset > produced) {
      return err("a damaged block");
    }
    produced += element.length;
    at2 = element.end;
  }
  return produced === declared.value ? ok(produced) : err("a block whose length is not the declared one");
};
var readElement = (block, at2) => {
  const tag2 = block[at2];
  switch (tag2 & 3) {
    case 0:
      return readLiteral(block, at2, tag2 >>> 2);
    case 1:
      return copy((tag2 >>> 2 & 7) + 4, tag2 >>> 5 << 8 | readBytes(block, at2 + 1, 1), at2 + 2);
    case 2:
      return copy((tag2 >>> 2) + 1, readBytes(block, at2 + 1, 2), at2 + 3);
    default:
      return copy((tag2 >>> 2) + 1, readBytes(block, at2 + 1, 4), at2 + 5);
  }
};
var readLiteral = (block, at2, marker) => {
  const lengthBytes = Math.max(0, marker - 59);
  const length = (lengthBytes === 0 ? marker : readBytes(block, at2 + 1, lengthBytes)) + 1;
  return { length, offset: 0, end: at2 + 1 + lengthBytes + length };
};
var copy = (length, offset, end) => ({
  length,
  offset: offset === 0 ? Number.POSITIVE_INFINITY : offset,
  end
});
var readBytes = (block, at2, count2) => {
  let value = 0;
  for (let i = count2 - 1; i >= 0; i--) {
    value = value * 256 + (block[at2 + i] ?? 0);
  }
  return value;
};
var readVarint = (block) => {
  let value = 0;
  for (let at2 = 0; at2 < Math.min(5, block.length); at2++) {
    value += (block[at2] & 127) * 2 ** (7 * at2);
    if (block[at2] < 128) {
      return { value, end: at2 + 1 };
    }
  }
  return void 0;
};

// lambda/decode/explain-encoding.ts
var explainEncoding = (refusal, { body, encoding }) => {
  const actual = recognise(body);
  if (actual === encoding) {
    return refusal;
  }
  if (encoding === "snappy" && measureSnappyBlock(body, Number.POSITIVE_INFINITY).ok) {
    return refuse(
      "body-corrupt",
      "the body is a snappy block, as remote write sends it; compress it as a framed snappy stream, or with gzip"
    );
  }
  if (actual === void 0) {
    return refusal;
  }
  switch (refusal.error.code) {
    case "payload-unreadable":
      return encoding === "identity" ? refuse(
        "payload-unreadable",
        `the body is compressed with ${actual}, but no header says so; send Content-Encoding: ${actual}`
      ) : refusal;
    case "body-corrupt":
      return actual === "identity" ? refuse(
        "body-corrupt",
        `Content-Encoding says ${encoding}, but the body is not compressed; compress it or leave the header out`
      ) : refuse(
        "body-corrupt",
        `Content-Encoding says ${encoding}, but the body is ${actual}; send Content-Encoding: ${actual}`
      );
    default:
      return refusal;
  }
};
var explainCompressedTwice = (refusal, inflated) => {
  const inner = recogniseCompression(inflated);
  return inner === void 0 ? refusal : refuse(
    "payload-unreadable",
    `the body is compressed twice: once decompressed, it is still ${inner}; compress it only once`
  );
};
var recogniseCompression = (bytes) => SIGNATURES.find(([, signature]) => signature.every((byte, index) => bytes[index] === byte))?.[0];
var SIGNATURES = [
  ["gzip", [31, 139]],
  ["zstd", [40, 181, 47, 253]],
  ["snappy", [255, 6, 0, 0, 115, 78, 97, 80, 112, 89]]
];
var recognise = (body) => recogniseCompression(body) ?? (looksLikeText(body) ? "identity" : void 0);
var looksLikeText = (body) => /^[\t\n\r -~]+$/.test(String.fromCharCode(...body.subarray(0, 16)));

// lambda/decode/read-payload.ts
var readPayload = (inflated, format, parseJson) => inflated.length === 0 ? ok(EMPTY2) : format.decode(inflated, parseJson);
var NO_METRICS = {
  code: "payload-empty",
  detail: "the payload has no metrics: PUT leaves the group without metrics, POST only renews its push time; to delete the group, send DELETE"
};
var EMPTY2 = {
  families: [],
  rawIssues: [],
  notes: [NO_METRICS],
  source: { locate: () => void 0 }
};

// lambda/check-payload.ts
var checkPayload = ({ body, format, key }, parseJson, validate2) => {
  const decoded = readPayload(body, format, parseJson);
  return decoded.ok ? validate2(decoded.value, { key, format }) : decoded;
};
var checkFileContent = (payload, parseJson, validate2) => {
  const compression = recogniseCompression(payload.body);
  return compression === void 0 ? checkPayload(payload, parseJson, validate2) : refuse("payload-unreadable", `the file is compressed with ${compression}; decompress it first`);
};

// lambda/validate/rule-issues.ts
var MAX_KEPT = 1e3;
var RuleIssues = class {
  total = 0;
  #kept = [];
  add(issue) {
    this.total++;
    this.#kept.push(issue);
    if (this.#kept.length === MAX_KEPT) {
      this.#kept = this.#first();
    }
  }
  toIssues(source) {
    return this.#first().map((issue) => toIssue(issue, source));
  }
  #first() {
    return this.#kept.sort((a, b) => positionOf(a) - positionOf(b)).slice(0, MAX_REPORTED_ISSUES);
  }
};
var positionOf = ({ at: at2 }) => at2 ?? -1;
var toIssue = ({ code, at: at2, family, describe: describe4 }, source) => ({
  code,
  detail: describe4(),
  location: at2 === void 0 ? void 0 : source.locate(at2),
  family
});

// lambda/validate/judge-extras.ts
var judgeExtras = (family, push, rules, reporter) => {
  const judge2 = new ExtrasJudge(family, push, rules, reporter);
  switch (family.type) {
    case "counter":
      judge2.counters(family);
      break;
    case "histogram":
    case "gaugehistogram":
      judge2.histograms(family);
      break;
    case "summary":
      for (const metric of family.metrics) {
        judge2.created(metric);
      }
      break;
    case "gauge":
    case "untyped":
  }
};
var ExtrasJudge = class {
  #family;
  #push;
  #rules;
  #reporter;
  constructor(family, push, rules, reporter) {
    this.#family = family;
    this.#push = push;
    this.#rules = rules;
    this.#reporter = reporter;
  }
  counters({ metrics }) {
    for (const metric of metrics) {
      this.created(metric);
      if (metric.exemplar !== void 0) {
        this.#exemplar(metric.exemplar, metric);
      }
    }
  }
  histograms({ metrics }) {
    for (const histogram of metrics) {
      this.created(histogram);
      this.#buckets(histogram);
      if (histogram.native !== void 0) {
        for (const rule of this.#rules.native) {
          rule.inspectNative(histogram.native, this.#family, histogram, this.#reporter.of(rule), this.#push);
        }
      }
      if (histogram.exemplars !== void 0) {
        this.#exemplars(histogram, histogram.exemplars);
      }
    }
  }
  created({ created, at: at2, createdAt = at2 }) {
    if (created !== void 0) {
      for (const rule of this.#rules.created) {
        rule.inspectCreated(created, this.#family, { at: createdAt }, this.#reporter.of(rule), this.#push);
      }
    }
  }
  #buckets({ buckets }) {
    let above = Number.NEGATIVE_INFINITY;
    for (const { upperBound, exemplar, at: at2 } of buckets) {
      if (exemplar !== void 0) {
        this.#exemplar(exemplar, { at: at2, bucket: { above, upperBound } });
      }
      above = upperBound;
    }
  }
  #exemplars({ native, at: at2 }, exemplars) {
    const isOfNative = native !== void 0;
    for (const exemplar of exemplars) {
      this.#exemplar(exemplar, { at: at2, isOfNative, isMisplaced: !isOfNative });
    }
  }
  #exemplar(exemplar, place) {
    for (const rule of this.#rules.exemplar) {
      rule.inspectExemplar(exemplar, this.#family, place, this.#reporter.of(rule), this.#push);
    }
  }
};

// lambda/validate/known-names.ts
var MAX_NAMES = 1e4;
var MAX_NAME_LENGTH2 = 128;
var KnownNames = class {
  #byType = /* @__PURE__ */ new Map();
  #size = 0;
  has(name3, type) {
    return this.#byType.get(type)?.has(name3) === true;
  }
  /** Precondition: `has` is false for the name and type. */
  add(name3, type) {
    if (name3.length > MAX_NAME_LENGTH2) {
      return;
    }
    if (this.#size === MAX_NAMES) {
      this.#byType.clear();
      this.#size = 0;
    }
    const names = this.#byType.get(type) ?? /* @__PURE__ */ new Set();
    names.add(toOwnText(name3));
    this.#byType.set(type, names);
    this.#size++;
  }
};

// lambda/validate/label-shapes.ts
var labelShapesOf = ({ metrics }) => {
  let last2 = metrics[0].labels.names;
  const shapes = [{ names: last2, at: metrics[0].at }];
  let seen;
  for (const { labels, at: at2 } of metrics) {
    const { names } = labels;
    if (names !== last2) {
      seen ??= /* @__PURE__ */ new Set([last2]);
      last2 = names;
      if (!seen.has(names)) {
        seen.add(names);
        shapes.push({ names, at: at2 });
      }
    }
  }
  return shapes;
};

// lambda/validate/reporter.ts
var Reporter = class {
  #issues;
  #rule;
  #report = (at2, family, describe4) => {
    const { code, severity } = this.#rule;
    this.#issues[severity].add({ code, at: at2, family, describe: describe4 });
  };
  constructor(issues) {
    this.#issues = issues;
  }
  /** The function by which the rule reports issues. It must be used before the next call. */
  of(rule) {
    this.#rule = rule;
    return this.#report;
  }
};

// lambda/validate/rule-set.ts
var RuleSet = class {
  #ofRawIssues;
  #ofNames;
  #ofLabelNames;
  #ofShapes;
  #ofFamilies;
  #ofExtras;
  #ofPushes;
  #names = new KnownNames();
  #labelNames = new KnownNames();
  constructor(rules) {
    this.#ofRawIssues = new Map(rules.filter(has("describe")).map((rule) => [rule.code, rule]));
    this.#ofNames = rules.filter(has("judgeName"));
    this.#ofLabelNames = rules.filter(has("judgeLabelName"));
    this.#ofShapes = rules.filter(has("inspectShapes"));
    this.#ofFamilies = toInspections(rules);
    this.#ofExtras = {
      native: rules.filter(has("inspectNative")),
      exemplar: rules.filter(has("inspectExemplar")),
      created: rules.filter(has("inspectCreated"))
    };
    this.#ofPushes = rules.filter(has("inspectPush"));
  }
  /** Applies all rules to a push, and adds their issues to `issues`. Precondition: no family is empty. */
  judge(families, rawIssues, push, issues) {
    const reporter = new Reporter(issues);
    for (const found of rawIssues) {
      this.#judgeRawIssue(found, reporter);
    }
    for (const family of families) {
      this.#judgeFamily(family, push, reporter);
    }
    for (const rule of this.#ofPushes) {
      rule.inspectPush(families, push, reporter.of(rule));
    }
  }
  /** A raw issue of a rule that is off is ignored. */
  #judgeRawIssue(found, reporter) {
    const rule = this.#ofRawIssues.get(found.rule);
    if (rule !== void 0) {
      reporter.of(rule)(found.at, found.family, () => rule.describe(found));
    }
  }
  #judgeFamily(family, push, reporter) {
    this.#judgeName(family, reporter);
    const shapes = labelShapesOf(family);
    for (const shape of shapes) {
      this.#judgeLabelNames(family, shape, reporter);
    }
    for (const rule of this.#ofShapes) {
      rule.inspectShapes(shapes, family, push, reporter.of(rule));
    }
    for (const { rule, inspect } of this.#ofFamilies[family.type]) {
      inspect(family, push, reporter.of(rule));
    }
    judgeExtras(family, push, this.#ofExtras, reporter);
  }
  #judgeName({ name: name3, type, at: at2 }, reporter) {
    if (this.#names.has(name3, type)) {
      return;
    }
    let isClean = true;
    for (const rule of this.#ofNames) {
      const detail = rule.judgeName(name3, type);
      if (detail !== void 0) {
        isClean = false;
        reporter.of(rule)(at2, name3, () => detail);
      }
    }
    if (isClean) {
      this.#names.add(name3, type);
    }
  }
  #judgeLabelNames(family, { names, at: at2 }, reporter) {
    for (const name3 of names) {
      if (!this.#labelNames.has(name3, family.type)) {
        this.#judgeLabelName(family, name3, at2, reporter);
      }
    }
  }
  #judgeLabelName(family, name3, at2, reporter) {
    let isClean = true;
    for (const rule of this.#ofLabelNames) {
      const detail = rule.judgeLabelName(name3, family.type);
      if (detail !== void 0) {
        isClean = false;
        reporter.of(rule)(at2, family.name, () => detail);
      }
    }
    if (isClean) {
      this.#labelNames.add(name3, family.type);
    }
  }
};
var has = (hook) => (rule) => rule[hook] !== void 0;
var toInspections = (rules) => {
  const inspections = (hookOf) => rules.flatMap((rule) => {
    const inspect = hookOf(rule);
    return inspect === void 0 ? [] : [{ rule, inspect }];
  });
  const ofSamples = inspections((rule) => rule.inspectFamily);
  const ofHistograms = inspections((rule) => rule.inspectHistograms ?? rule.inspectFamily);
  return {
    counter: inspections((rule) => rule.inspectCounters ?? rule.inspectFamily),
    gauge: ofSamples,
    untyped: ofSamples,
    histogram: ofHistograms,
    gaugehistogram: ofHistograms,
    summary: inspections((rule) => rule.inspectSummaries ?? rule.inspectFamily)
  };
};

// lambda/validate/validate.ts
var createValidator = (settings) => {
  const rules = RULES.map((rule) => relax(rule, settings.validation)).filter((rule) => rule !== void 0);
  const ruleSet = new RuleSet(rules);
  return (decoded, { key, format }) => validate(decoded, { key, format, scrapeJob: settings.scrapeJob, nowMs: settings.now() }, ruleSet);
};
var relax = (rule, { rules }) => {
  const wanted = rule.isRelaxable && Object.hasOwn(rules, rule.code) ? rules[rule.code] : void 0;
  if (wanted === "off") {
    return void 0;
  }
  return wanted === "warn" ? { ...rule, severity: "warning" } : rule;
};
var validate = (decoded, push, rules) => {
  const { rawIssues, notes, source } = decoded;
  const families = decoded.families.filter(({ metrics }) => metrics.length > 0);
  const issues = { error: new RuleIssues(), warning: new RuleIssues() };
  rules.judge(families, rawIssues, push, issues);
  if (issues.error.total > 0) {
    return refuseIssues("payload-invalid", issues.error.toIssues(source), issues.error.total);
  }
  return ok({
    families,
    series: countAllSeries(families),
    warnings: [...notes, ...issues.warning.toIssues(source)],
    source
  });
};

// action/metrics.ts
var addCollected = (given, { metrics, warnings }, { key }) => {
  const text = writeExposition(metrics, new Set(key.labels.map(({ name: name3 }) => name3)));
  return given === void 0 && text === "" ? fail("nothing-collected", "there is nothing to push", warnings.join("\n")) : ok({ body: addExposition(given?.body, text), file: given?.file });
};
var readMetrics = (metrics, ports) => {
  if (metrics.kind === "lines") {
    return ok({ body: Buffer.from(`${metrics.text}
`), file: void 0 });
  }
  const root = ports.env["GITHUB_WORKSPACE"] ?? ".";
  const path = resolve2(root, metrics.path);
  try {
    return ok({ body: ports.readFile(path), file: toAnnotatedFile(relative2(root, path)) });
  } catch (error) {
    return fail(
      "input-invalid",
      `file ${quote(metrics.path)} cannot be read (${toErrorCode(error)})`,
      "give a path from the root of the repository, and write the file in a step before this one"
    );
  }
};
var toAnnotatedFile = (path) => path.startsWith("..") || isAbsolute(path) ? void 0 : path.replaceAll("\\", "/");
var checkMetrics = ({ body }, { format, key }) => {
  const checked = checkFileContent({ body, format, key }, parseJsonBody, VALIDATOR);
  if (checked.ok) {
    return checked;
  }
  const { code, detail, issues, total } = checked.error;
  return err({ code, detail, advice: adviseOn(code, issues), issues, total, requestId: void 0 });
};
var VALIDATOR = createValidator({
  validation: {
    rules: Object.fromEntries(RULES.filter((rule) => rule.isRelaxable).map(({ code }) => [code, "warn"]))
  },
  scrapeJob: "",
  now: Date.now
});

// action/answer.ts
var readAnswer = (answer) => {
  const body = toRecord(readJson(answer.body));
  if (answer.status === 200 || answer.status === 202) {
    return isAcceptance(body) ? ok(toAcceptance(body)) : failUnexpected(answer);
  }
  return isProblem(body) ? err(toReportedProblem(body)) : failUnexpected(answer);
};
var isAcceptance = (body) => {
  const { status, families, series, requestId, warnings } = body;
  return (status === "deleted" || (status === "pushed" || status === "stored" || status === "valid") && typeof families === "number" && typeof series === "number") && typeof requestId === "string" && isErrorList(warnings);
};
var toAcceptance = ({ warnings, ...rest }) => ({
  ...rest,
  warnings: warnings.map(toIssue2)
});
var isProblem = (body) => {
  const { code, detail, errors = [] } = body;
  return typeof code === "string" && typeof detail === "string" && isErrorList(errors);
};
var isErrorList = (list) => Array.isArray(list) && list.every((item) => typeof item?.code === "string" && typeof item?.detail === "string");
var toReportedProblem = ({
  code,
  detail,
  errors = [],
  total = errors.length,
  instance
}) => ({
  code,
  detail,
  advice: adviseOn(code, errors),
  issues: errors.map(toIssue2),
  total,
  requestId: instance
});
var toIssue2 = ({ code, detail, family, line, column, pointer }) => ({
  code,
  detail,
  family,
  location: toLocation(line, column, pointer)
});
var toLocation = (line, column, pointer) => {
  if (line !== void 0) {
    return { line, column: column ?? 1 };
  }
  return pointer === void 0 ? void 0 : { pointer };
};
var failUnexpected = ({ status, header }) => {
  const location = status >= 300 && status < 400 ? header("location") : void 0;
  return location !== void 0 ? fail(
    "answer-unexpected",
    `the answer was a redirect (${status}) to ${quote(location)}`,
    "give the final address as url"
  ) : fail(
    "answer-unexpected",
    `the answer (status ${status}) is not one of pushgateway-proxy's`,
    "check url: it is the proxy's address with its stage, as `npx cdk deploy` prints it"
  );
};

// action/push.ts
var pushMetrics = async (inputs, body, authorization, http, retries) => {
  const exchange = await requestWithRetries(toRequest(inputs, body, authorization), http, retries);
  if (exchange.kind === "unreachable") {
    return fail(
      "proxy-unreachable",
      `${new URL(inputs.url).host} gave no answer in ${count(exchange.attempts, "attempt")} (${exchange.reason})`,
      "check url, and that this runner can connect to it; for short outages set a longer timeout-seconds"
    );
  }
  const answer = readAnswer(exchange.answer);
  return answer.ok ? answer : err(explain3(answer.error, exchange.answer.status, authorization));
};
var toRequest = ({ url, key, method, format, isDryRun }, body, { header }) => ({
  method,
  url: `${url}${key.path}${isDryRun ? "?dry_run=true" : ""}`,
  headers: {
    Authorization: header.reveal(),
    Accept: "application/json",
    ...body !== void 0 && { "Content-Type": format.contentType }
  },
  body
});
var explain3 = (problem, status, { claims }) => {
  if (status === 401 && claims === void 0) {
    return { ...problem, advice: TOKEN_ADVICE };
  }
  if (claims === void 0 || status !== 401 && status !== 403) {
    return problem;
  }
  const advice = status === 401 ? "proxy.yaml needs an issuer whose issuer and audience are the token's iss and aud" : "a grant in proxy.yaml must match the token's claims, and allow this job and these labels and metrics";
  return { ...problem, advice: claims === "" ? advice : `${advice}. The token says ${claims}` };
};
var TOKEN_ADVICE = "check <client>:<token>: `npm run token -- <client>` prints the token of the local system, with --aws that of a deployment";

// lambda/decode/detect-format.ts
var detectFormat = (payload) => {
  if (isProtobuf(payload)) {
    return "protobuf";
  }
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const start2 = text.subarray(0, 1024).toString("latin1").replace(/^\u00ef\u00bb\u00bf/, "").trimStart();
  if (start2.startsWith("{") || start2.startsWith("[")) {
    return "json";
  }
  const end = text.subarray(-64).toString("latin1").trimEnd();
  return /(^|\n)# EOF$/.test(end) ? "openmetrics" : "text";
};
var NAME_TAG = 10;
var isProtobuf = (payload) => {
  const at2 = payload.findIndex((byte) => byte < 128) + 1;
  const [tag2, , firstLetter = 0] = payload.subarray(at2, at2 + 3);
  return tag2 === NAME_TAG && /[a-zA-Z_:]/.test(String.fromCharCode(firstLetter)) && !startsLikeText(payload);
};
var startsLikeText = (payload) => payload.subarray(0, 64).every(isTextByte);
var isTextByte = (byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13;

// lambda/decode/explain-format.ts
var explainFormat = (refusal, payload, declared, parseJson) => {
  const id = detectFormat(payload);
  const canBeAnother = id !== declared.id && !(id === "text" && declared.id === "openmetrics");
  if (refusal.error.code !== "payload-unreadable" || !canBeAnother) {
    return refusal;
  }
  const actual = findFormat(id);
  const decoded = actual.decode(payload, parseJson);
  const isOfFormat = decoded.ok && decoded.value.families.length + decoded.value.rawIssues.length > 0;
  return isOfFormat ? refuse(
    "payload-unreadable",
    `the payload is ${NAMES[id]}, but was sent as another format; send Content-Type: ${actual.contentType}`
  ) : refusal;
};
var NAMES = {
  text: "in the text format",
  openmetrics: "OpenMetrics",
  protobuf: "delimited protobuf",
  json: "JSON"
};

// lambda/decode/gzip.ts
import { gunzipSync } from "node:zlib";

// lambda/decode/inflate-refusal.ts
var refuseTooLarge = (maxBytes) => refuse(
  "body-too-large",
  `the payload has more than ${maxBytes} bytes once decompressed, which is the limit; push less at a time`
);
var refuseCorrupt = (encoding, what) => refuse(
  "body-corrupt",
  `the body is not a complete ${encoding} stream: ${what}; compress it again, and send all bytes unchanged`
);
var refuseTrailing = (encoding, offset, length) => refuseCorrupt(
  encoding,
  `it ends at byte ${offset} and ${length - offset} bytes follow that do not belong to it`
);

// lambda/decode/native-inflate.ts
var inflateNatively = (inflateSync) => {
  try {
    const { buffer, engine } = inflateSync();
    return ok({ bytes: buffer, consumed: engine.bytesWritten });
  } catch (error) {
    const { code, message } = error;
    return err(code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : lowerFirst(message));
  }
};
var lowerFirst = (text) => text.charAt(0).toLowerCase() + text.slice(1);

// lambda/decode/gzip.ts
var inflateGzip = (body, maxBytes) => {
  const inflated = inflateNatively(() => gunzipSync(body, { maxOutputLength: maxBytes, info: true }));
  if (!inflated.ok) {
    return inflated.error === "too-large" ? refuseTooLarge(maxBytes) : refuseCorrupt("gzip", inflated.error);
  }
  const { bytes, consumed } = inflated.value;
  return consumed === body.length ? ok(bytes) : refuseTrailing("gzip", consumed, body.length);
};

// lambda/decode/snappy.ts
var import_snappyjs = __toESM(require_snappyjs(), 1);

// lambda/decode/crc32c.ts
var crc32c = (bytes, start2, end) => {
  let crc = -1;
  let at2 = start2;
  for (const last2 = end - 8; at2 <= last2; at2 += 8) {
    crc ^= bytes[at2] | bytes[at2 + 1] << 8 | bytes[at2 + 2] << 16 | bytes[at2 + 3] << 24;
    crc = TABLE_7[crc & 255] ^ TABLE_6[crc >>> 8 & 255] ^ TABLE_5[crc >>> 16 & 255] ^ TABLE_4[crc >>> 24] ^ TABLE_3[bytes[at2 + 4]] ^ TABLE_2[bytes[at2 + 5]] ^ TABLE_1[bytes[at2 + 6]] ^ TABLE_0[bytes[at2 + 7]];
  }
  for (; at2 < end; at2++) {
    crc = TABLE_0[(crc ^ bytes[at2]) & 255] ^ crc >>> 8;
  }
  return ~crc >>> 0;
};
var POLYNOMIAL = 2197175160;
var firstTable = () => {
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? POLYNOMIAL ^ crc >>> 1 : crc >>> 1;
    }
    table[byte] = crc;
  }
  return table;
};
var tableBefore = (table) => table.map((crc) => TABLE_0[crc & 255] ^ crc >>> 8);
var TABLE_0 = firstTable();
var TABLE_1 = tableBefore(TABLE_0);
var TABLE_2 = tableBefore(TABLE_1);
var TABLE_3 = tableBefore(TABLE_2);
var TABLE_4 = tableBefore(TABLE_3);
var TABLE_5 = tableBefore(TABLE_4);
var TABLE_6 = tableBefore(TABLE_5);
var TABLE_7 = tableBefore(TABLE_6);

// lambda/decode/snappy.ts
var inflateSnappy = (body, maxBytes) => {
  if (!isStreamIdentifier(body)) {
    return refuseCorrupt("snappy", "it has no stream identifier at byte 0");
  }
  const blocks = [];
  let size = 0;
  for (let at2 = 0; at2 < body.length; ) {
    const end = at2 + CHUNK_HEADER_BYTES + readUint24(body, at2 + 1);
    if (!(end <= body.length)) {
      return refuseCorrupt("snappy", `unexpected end of file ${inChunk(at2)}`);
    }
    const block = inflateChunk(body.subarray(at2, end), maxBytes - size);
    if (!block.ok && block.error === "too-large") {
      return refuseTooLarge(maxBytes);
    }
    if (!block.ok) {
      return refuseCorrupt("snappy", `${block.error} ${inChunk(at2)}`);
    }
    blocks.push(block.value);
    size += block.value.length;
    at2 = end;
  }
  return ok(Buffer.concat(blocks, size));
};
var CHUNK_HEADER_BYTES = 4;
var CHECKSUM_BYTES = 4;
var MAX_BLOCK_BYTES = 65536;
var STREAM_IDENTIFIER = Buffer.from("\xFF\0\0sNaPpY", "latin1");
var NOTHING3 = new Uint8Array(0);
var inChunk = (at2) => `in the chunk at byte ${at2}`;
var inflateChunk = (chunk, room) => {
  const type = chunk[0];
  if (type === 0) {
    return inflateCompressed(chunk, room);
  }
  if (type === 1) {
    return inflateUncompressed(chunk, room);
  }
  if (type === 255) {
    return isStreamIdentifier(chunk) ? ok(NOTHING3) : err("a damaged stream identifier");
  }
  return type >= 128 ? ok(NOTHING3) : err(`a chunk of the reserved type ${type}`);
};
var inflateCompressed = (chunk, room) => {
  const block = chunk.subarray(CHUNK_HEADER_BYTES + CHECKSUM_BYTES);
  const length = measureSnappyBlock(block, MAX_BLOCK_BYTES);
  if (!length.ok) {
    return length;
  }
  if (length.value > room) {
    return err("too-large");
  }
  return verify(chunk, (0, import_snappyjs.uncompress)(block));
};
var inflateUncompressed = (chunk, room) => {
  const block = chunk.subarray(CHUNK_HEADER_BYTES + CHECKSUM_BYTES);
  if (block.length > MAX_BLOCK_BYTES) {
    return err(`a block of ${block.length} bytes, more than ${MAX_BLOCK_BYTES}`);
  }
  if (block.length > room) {
    return err("too-large");
  }
  return verify(chunk, block);
};
var verify = (chunk, block) => {
  if (chunk.length < CHUNK_HEADER_BYTES + CHECKSUM_BYTES) {
    return err("no checksum");
  }
  const checksum = mask(crc32c(block, 0, block.length));
  return checksum === readUint32(chunk, CHUNK_HEADER_BYTES) ? ok(block) : err("a wrong checksum");
};
var mask = (crc) => (crc >>> 15 | crc << 17) + 2726488792 >>> 0;
var isStreamIdentifier = (chunk) => STREAM_IDENTIFIER.equals(chunk.subarray(0, STREAM_IDENTIFIER.length));
var readUint24 = (bytes, at2) => bytes[at2] + bytes[at2 + 1] * 256 + bytes[at2 + 2] * 65536;
var readUint32 = (bytes, at2) => readUint24(bytes, at2) + bytes[at2 + 3] * 16777216;

// lambda/decode/zstd.ts
import { constants, zstdDecompressSync } from "node:zlib";
var inflateZstd = (body, maxBytes) => {
  const frames = [];
  let size = 0;
  let at2 = 0;
  do {
    if (isSkippable(body, at2)) {
      at2 += skippableLength(body, at2);
      continue;
    }
    const frame = inflateFrame(body.subarray(at2), Math.max(1, maxBytes - size));
    if (!frame.ok && frame.error !== "too-large") {
      return refuseCorrupt("zstd", `${frame.error}, ${inFrame(at2)}`);
    }
    if (!frame.ok || size + frame.value.bytes.length > maxBytes) {
      return refuseTooLarge(maxBytes);
    }
    if (frames.push(frame.value.bytes) > MAX_FRAMES) {
      return refuseCorrupt("zstd", `it has more than ${MAX_FRAMES} frames`);
    }
    size += frame.value.bytes.length;
    at2 += frame.value.consumed;
  } while (at2 < body.length);
  if (at2 > body.length) {
    return refuseCorrupt("zstd", "unexpected end of file");
  }
  return ok(frames.length === 1 ? frames[0] : Buffer.concat(frames, size));
};
var MAX_WINDOW_LOG = 23;
var MAX_FRAMES = 1e3;
var inflateFrame = (bytes, maxBytes) => inflateNatively(
  () => zstdDecompressSync(bytes, {
    maxOutputLength: maxBytes,
    info: true,
    params: { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG }
  })
);
var inFrame = (at2) => `in the frame at byte ${at2}`;
var SKIPPABLE_HEADER_BYTES = 8;
var isSkippable = (body, at2) => body.length - at2 >= SKIPPABLE_HEADER_BYTES && (readUint322(body, at2) & ~15) === 407710288;
var skippableLength = (body, at2) => SKIPPABLE_HEADER_BYTES + readUint322(body, at2 + 4);
var readUint322 = (body, at2) => (body[at2] | body[at2 + 1] << 8 | body[at2 + 2] << 16 | body[at2 + 3] << 24) >>> 0;

// lambda/decode/inflate.ts
var inflate = (body, encoding, maxBytes) => {
  switch (encoding) {
    case "identity":
      return body.length > maxBytes ? refuseTooLarge(maxBytes) : ok(body);
    case "gzip":
      return inflateGzip(body, maxBytes);
    case "zstd":
      return inflateZstd(body, maxBytes);
    case "snappy":
      return inflateSnappy(body, maxBytes);
  }
};

// lambda/decode/decode.ts
var decode = (payload, maxBytes, parseJson) => {
  if (payload.body.length === 0) {
    return ok(EMPTY2);
  }
  const decoded = inflateAndRead(payload, maxBytes, parseJson);
  return decoded.ok ? ok(noteIfEmpty(decoded.value)) : explainEncoding(decoded, payload);
};
var inflateAndRead = ({ body, encoding, format }, maxBytes, parseJson) => {
  const inflated = inflate(body, encoding, maxBytes);
  if (!inflated.ok) {
    return inflated;
  }
  const decoded = readPayload(inflated.value, format, parseJson);
  if (decoded.ok) {
    return decoded;
  }
  return explainCompressedTwice(explainFormat(decoded, inflated.value, format, parseJson), inflated.value);
};
var noteIfEmpty = (decoded) => {
  const { families, notes } = decoded;
  return decoded !== EMPTY2 && families.every(({ metrics }) => metrics.length === 0) ? { ...decoded, notes: [NO_METRICS, ...notes] } : decoded;
};

// action/read-base.ts
var SHARE_OF_TIME = 0.25;
var readBase = async (url, group, authorization, http, retries) => {
  const startMs = http.now();
  const exchange = await requestWithRetries(
    {
      method: "GET",
      url: `${url}${group.key.path}`,
      // A page is text unless protobuf is requested, and a problem is JSON unless text is.
      headers: { Authorization: authorization.header.reveal(), Accept: "application/json" }
    },
    http,
    { ...retries, deadlineMs: startMs + (retries.deadlineMs - startMs) * SHARE_OF_TIME }
  );
  if (exchange.kind === "unreachable") {
    return toAbsent(group, `${new URL(url).host} gave no answer (${exchange.reason})`);
  }
  return exchange.answer.status === 200 ? readValues(group, exchange.answer.body) : toAbsent(group, explain4(group, exchange.answer, authorization));
};
var readValues = (group, text) => {
  const body = Buffer.from(text);
  const decoded = decode({ body, format: TEXT_FORMAT, encoding: "identity" }, body.length, parseJsonBody);
  return decoded.ok ? { kind: "values", title: group.title, series: listSeries(decoded.value.families, group.key) } : toAbsent(group, "the answer is not a page of pushgateway-proxy; check url");
};
var toAbsent = ({ title }, reason) => ({ kind: "absent", title, reason });
var explain4 = (group, answer, { claims }) => {
  const read = readAnswer(answer);
  const code = read.ok ? "" : read.error.code;
  const name3 = printKey(group.key);
  if (code === "group-unknown") {
    return `${name3} has no values yet; the next push to it gives them`;
  }
  if (code === "group-not-granted") {
    const says = claims === void 0 ? "" : `; the token says ${claims}`;
    return `this job may not read ${name3}; grant it with reads in proxy.yaml${says}`;
  }
  return `${name3} could not be read (the answer was ${answer.status}${code === "" ? "" : `, ${code}`})`;
};

// ci/history/history-query.ts
var MAX_CHARTS = 3;
var chooseCharted = (budgets, now) => {
  const withBudget = now.filter((series) => budgets.some((budget) => isNamed(budget, series)));
  const duration = now.find(
    ({ name: name3, labels }) => name3.endsWith("duration_seconds") && labels["state"] !== "pending"
  );
  return withBudget.length > 0 || duration === void 0 ? withBudget.slice(0, MAX_CHARTS) : [duration];
};
var PUSH_TIME = "pushgateway_proxy_push_timestamp_seconds";
var toHistoryQuery = (charted, key) => {
  const names = [.../* @__PURE__ */ new Set([...charted.map(({ name: name3 }) => name3), PUSH_TIME])].join("|");
  const labels = [{ name: "job", value: key.job }, ...key.labels].map(
    ({ name: name3, value }) => `${name3}=${JSON.stringify(value)}`
  );
  return `{__name__=~"${names}",${labels.join(",")}}[2w:1h]`;
};

// ci/history/read-histories.ts
var MAX_RUNS = 20;
var readHistories = (answer, charted) => {
  const { result } = toRecord(toRecord(answer)["data"]);
  if (!Array.isArray(result)) {
    return void 0;
  }
  const found = toRecords(result).map(toPoints).sort((a, b) => countLabels(a) - countLabels(b));
  const pushes = found.find(({ labels }) => labels["__name__"] === PUSH_TIME);
  return charted.map((series) => {
    const points = found.find(({ labels }) => isSeries(labels, series))?.values ?? /* @__PURE__ */ new Map();
    return {
      name: series.name,
      labels: series.labels,
      values: [...chooseRuns(points, pushes?.values), series.value]
    };
  });
};
var toPoints = ({ metric, values }) => ({
  labels: toRecord(metric),
  values: new Map(
    (Array.isArray(values) ? values : []).filter((pair) => Array.isArray(pair) && typeof pair[0] === "number").map(([time, value]) => [time, Number(value)])
  )
});
var countLabels = ({ labels }) => Object.keys(labels).length;
var isSeries = (labels, series) => labels["__name__"] === series.name && Object.entries(series.labels).every(([name3, value]) => labels[name3] === value);
var chooseRuns = (points, pushes) => {
  const runs = [];
  let last2;
  for (const [time, value] of points) {
    const run = pushes?.get(time) ?? value;
    if (run !== last2) {
      runs.push(value);
    }
    last2 = run;
  }
  return runs.slice(1 - MAX_RUNS);
};

// action/read-history.ts
var TIMEOUT_MS2 = 1e4;
var readHistory = async ({ url, credential }, { inputs, exposition }, ports) => {
  if (inputs === void 0 || exposition === void 0) {
    return ok([]);
  }
  const charted = chooseCharted(inputs.budgets, listSeries(exposition.families, inputs.key));
  if (charted.length === 0) {
    return ok([]);
  }
  const header = credential && toMaskedHeader(credential, ports);
  const query = new URLSearchParams({ query: toHistoryQuery(charted, inputs.base?.key ?? inputs.key) });
  const exchange = await requestWithRetries(
    {
      method: "GET",
      url: `${url}/api/v1/query?${query}`,
      headers: {
        Accept: "application/json",
        ...header !== void 0 && { Authorization: header.reveal() }
      }
    },
    ports.http,
    { deadlineMs: ports.http.now() + TIMEOUT_MS2, maxAttempts: 2, onRetry: () => {
    } }
  );
  if (exchange.kind === "unreachable") {
    return err(`${new URL(url).host} gave no answer (${exchange.reason}); check history-url`);
  }
  const { status, body } = exchange.answer;
  const histories = status === 200 ? readHistories(readJson(body), charted) : void 0;
  return histories === void 0 ? err(`${new URL(url).host} answered ${status} to a query; check history-url and history-credential`) : ok(histories);
};

// ci/summary/budget-list.ts
var MAX_BUDGETS = 40;
var sortBudgets = (judgements) => judgements.toSorted(
  (a, b) => Number(isFatal(b)) - Number(isFatal(a)) || ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict)
);
var ORDER = ["exceeded", "missing", "open", "met"];
var listBudgets = (judgements) => {
  if (judgements.length === 0) {
    return "";
  }
  const rest = judgements.length - MAX_BUDGETS;
  return [
    "<h4>Budgets</h4>",
    "<ul>",
    ...sortBudgets(judgements).slice(0, MAX_BUDGETS).map(toItem),
    ...rest > 0 ? [`<li>and ${rest} more</li>`] : [],
    "</ul>"
  ].join("\n");
};
var toItem = (judgement) => `<li>${toMark(judgement)} ${toCode(cut2(judgement.sentence, MAX_SENTENCE))}</li>`;
var MAX_SENTENCE = 300;
var toMark = ({ verdict, budget }) => {
  if (verdict === "met") {
    return "\u{1F7E2}";
  }
  return verdict === "open" || budget.severity === "warn" ? "\u{1F7E1}" : "\u{1F534}";
};

// action/family-table.ts
var MAX_ROWS = 50;
var MAX_VALUES = 3;
var tabulateFamilies = (families) => {
  if (families.length === 0) {
    return "";
  }
  const rows = families.slice(0, MAX_ROWS).map(toRow);
  const rest = families.length - rows.length;
  const lines = ["<table>", HEAD, ...rows, "</table>"];
  return [...lines, ...rest > 0 ? [`<p>and ${rest} more</p>`] : []].join("\n");
};
var HEAD = "<tr><th>metric family</th><th>type</th><th>series</th><th>first values</th></tr>";
var toRow = (family) => {
  const cells = [toCode(family.name), family.type, countSeries(family), showMetrics(family)];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
};
var showMetrics = ({ metrics }) => {
  const shown = metrics.slice(0, MAX_VALUES).map((metric) => toCode(cut2(`${showLabels(metric.labels)}${showValue(metric)}`)));
  return [...shown, ...metrics.length > MAX_VALUES ? ["\u2026"] : []].join("<br>");
};
var showValue = (metric) => "value" in metric ? String(metric.value) : `count ${metric.count ?? "?"}, sum ${metric.sum ?? "?"}`;
var showLabels = ({ names, values }) => {
  const pairs = names.map((name3, index) => `${name3}=${JSON.stringify(values[index])}`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}} `;
};

// action/outcome.ts
var describeAcceptance = (acceptance, { inputs }) => {
  const { status, requestId } = acceptance;
  const group = inputs === void 0 ? "" : printKey(inputs.key);
  if (status === "deleted") {
    return `deleted ${group}, request ${requestId}`;
  }
  const { families, series } = acceptance;
  const amount = `${count(families, "metric family", "metric families")} (${series} series)`;
  switch (status) {
    case "pushed":
      return `pushed ${amount} to ${group}, request ${requestId}`;
    case "stored":
      return `stored ${amount} of ${group}; the Pushgateway gets them when it answers; request ${requestId}`;
    case "valid":
      return `dry run: the proxy would accept ${amount} for ${group}; nothing was pushed, request ${requestId}`;
  }
};
var describeProblem = ({ detail, advice, issues, total, requestId }) => [
  total > issues.length ? `${detail}, of which ${issues.length} are shown` : detail,
  ...advice === "" ? [] : [`what to do: ${advice}`],
  ...requestId === void 0 ? [] : [`request ${requestId}`]
].join("\n");
var describePlace = ({ location }, { source }) => {
  if (location === void 0) {
    return "";
  }
  const where = source?.file ?? "metrics";
  return "line" in location ? `${where}, line ${location.line}, column ${location.column}: ` : `${where}, at ${location.pointer}: `;
};

// action/job-summary.ts
var writeJobSummary = (outcome, review, progress) => {
  const blocks = outcome.ok ? [
    "<h3>Metrics</h3>",
    `<p>${toCode(describeAcceptance(outcome.value, progress))}</p>`,
    describeTarget(progress),
    listIssues("Warnings", outcome.value.warnings, progress)
  ] : [
    "<h3>Metrics were not pushed</h3>",
    `<p>${toCodeLines(`${outcome.error.code}: ${describeProblem(outcome.error)}`)}</p>`,
    describeTarget(progress),
    listIssues("Issues", outcome.error.issues, progress)
  ];
  const head = blocks.filter((block) => block !== "").join("\n");
  const families = outcome.ok ? tabulateFamilies(progress.exposition?.families ?? []) : "";
  const table = review.text === "" || families === "" ? families : toDetails("all metrics", families);
  return [head, review.text, table].filter((part2) => part2 !== "").map((part2) => `${part2.trimEnd()}

`).join("");
};
var toDetails = (title, html) => `<details><summary>${title}</summary>
${html}
</details>`;
var describeTarget = ({ inputs, source }) => {
  if (inputs === void 0) {
    return "";
  }
  const { url, key, method } = inputs;
  const from = source?.file === void 0 ? "" : ` from ${toCode(source.file)}`;
  return `<p>${method} ${toCode(printKey(key))} at ${toCode(url)}${from}</p>`;
};
var listIssues = (title, issues, progress) => {
  if (issues.length === 0) {
    return "";
  }
  const lines = issues.map(
    (issue) => `<li>${toCode(issue.code)} ${toCode(describePlace(issue, progress) + issue.detail)}</li>`
  );
  return [`<p>${title}:</p>`, "<ul>", ...lines, "</ul>"].join("\n");
};

// action/report.ts
var report = (outcome, review, progress, severity, ports) => {
  for (const warning2 of progress.collected?.warnings ?? []) {
    ports.writeLine(toAnnotation("warning", warning2, { title: "not all metrics were collected" }));
  }
  if (outcome.ok) {
    reportAcceptance(outcome.value, progress, ports);
  } else {
    reportProblem(outcome.error, progress, severity, ports);
  }
  reportReview(review, severity, ports);
  appendTo("GITHUB_OUTPUT", writeOutputs(outcome, review), ports);
  appendTo("GITHUB_STEP_SUMMARY", writeJobSummary(outcome, review, progress), ports);
};
var reportAcceptance = (acceptance, progress, { writeLine }) => {
  for (const issue of acceptance.warnings) {
    writeLine(toWarningLine(issue, progress));
  }
  writeLine(toPlainLine(describeAcceptance(acceptance, progress)));
};
var toWarningLine = (issue, progress) => issue.code.startsWith("lint-") ? toPlainLine(`${issue.code}: ${describePlace(issue, progress)}${issue.detail}`) : annotate("warning", issue, progress);
var reportProblem = (problem, progress, severity, { writeLine }) => {
  for (const issue of problem.issues) {
    writeLine(annotate(severity, issue, progress));
  }
  writeLine(
    toAnnotation(severity, describeProblem(problem), { title: `metrics not pushed: ${problem.code}` })
  );
};
var annotate = (severity, issue, progress) => {
  const place = findPlace(issue, progress);
  const text = place.line === void 0 ? `${describePlace(issue, progress)}${issue.detail}` : issue.detail;
  return toAnnotation(severity, text, { title: issue.code, ...place });
};
var findPlace = ({ location }, { source }) => {
  const file = source?.file;
  return file !== void 0 && location !== void 0 && "line" in location ? { file, line: location.line, col: location.column } : { file };
};
var reportReview = ({ base, judgements }, severity, { writeLine }) => {
  if (base?.kind === "absent") {
    writeLine(toAnnotation("notice", base.reason, { title: `not compared with ${base.title}` }));
  }
  const told = judgements.filter(({ verdict }) => verdict !== "met");
  for (const { verdict, sentence, budget } of sortBudgets(told).slice(0, MAX_BUDGETS)) {
    if (verdict === "open") {
      writeLine(toPlainLine(sentence));
    } else {
      const level = budget.severity === "warn" ? "warning" : severity;
      writeLine(toAnnotation(level, sentence, { title: `budget ${verdict}: ${budget.text}` }));
    }
  }
  if (told.length > MAX_BUDGETS) {
    writeLine(toPlainLine(`and ${count(told.length - MAX_BUDGETS, "more budget")}`));
  }
};
var writeOutputs = (outcome, review) => {
  const acceptance = outcome.ok ? outcome.value : void 0;
  const problem = outcome.ok ? void 0 : outcome.error;
  const pushed = acceptance?.status === "deleted" ? void 0 : acceptance;
  const outputs = {
    status: acceptance?.status ?? "failed",
    code: problem?.code ?? "",
    families: String(pushed?.families ?? 0),
    series: String(pushed?.series ?? 0),
    budgets: toBudgetsOutput(review),
    "request-id": acceptance?.requestId ?? problem?.requestId ?? ""
  };
  return Object.entries(outputs).map(([name3, value]) => toOutput(name3, value)).join("");
};
var toBudgetsOutput = ({ judgements }) => {
  if (judgements.length === 0) {
    return "";
  }
  return judgements.every(({ verdict }) => verdict === "met" || verdict === "open") ? "met" : "exceeded";
};
var appendTo = (variable, text, { env, appendFile, writeLine }) => {
  const file = env[variable] ?? "";
  try {
    if (file !== "") {
      appendFile(file, text);
    }
  } catch (error) {
    const warning2 = `the file of ${variable} cannot be written (${toErrorCode(error)}); the log has the result`;
    writeLine(toAnnotation("warning", warning2, { title: "the result was not passed to the runner" }));
  }
};

// ci/compare/preference.ts
var preferenceOf = ({ name: name3, labels }) => {
  const unit = unitOf(name3);
  if (unit === "seconds" || unit === "bytes") {
    return "less";
  }
  const words = [name3, ...KIND_LABELS.flatMap((label) => labels[label] ?? [])].flatMap(
    (text) => text.toLowerCase().split(/[^a-z]+/)
  );
  if (words.some((word) => BETTER_WHEN_LESS.has(word))) {
    return "less";
  }
  return words.some((word) => BETTER_WHEN_MORE.has(word)) ? "more" : "none";
};
var KIND_LABELS = ["result", "status", "state", "outcome"];
var BETTER_WHEN_LESS = /* @__PURE__ */ new Set([
  ...["failure", "failures", "failed", "error", "errors", "errored", "broken"],
  ...["flaky", "flakes", "retries", "retried", "skipped", "timeouts", "cancelled"],
  ...["warning", "warnings", "issues", "violations", "vulnerabilities", "duplicates", "misses", "missed"]
]);
var BETTER_WHEN_MORE = /* @__PURE__ */ new Set([
  "coverage",
  "covered",
  "passed",
  "hit",
  "hits",
  "success"
]);

// ci/compare/compare.ts
var compare2 = (now, before2) => {
  const old = new Map(before2.map((series) => [identify(series), series]));
  const current = new Set(now.map(identify));
  const rows = [
    ...now.map((series) => toComparison(series, old.get(identify(series))?.value, series.value)),
    ...before2.filter((series) => !current.has(identify(series))).map((series) => toComparison(series, series.value, void 0))
  ];
  return rows.sort(
    (a, b) => ORDER2.indexOf(a.verdict) - ORDER2.indexOf(b.verdict) || (identify(a) < identify(b) ? -1 : 1)
  );
};
var ORDER2 = ["worse", "better", "changed", "new", "removed", "equal"];
var toComparison = (series, before2, now) => ({
  name: series.name,
  labels: series.labels,
  unit: unitOf(series.name),
  before: before2,
  now,
  verdict: judge(series, before2, now)
});
var judge = (series, before2, now) => {
  if (before2 === void 0) {
    return "new";
  }
  if (now === void 0) {
    return "removed";
  }
  if (Object.is(before2, now) || Math.abs(now - before2) <= toleranceOf(series.name, before2)) {
    return "equal";
  }
  const preference = preferenceOf(series);
  if (preference === "none" || Number.isNaN(now - before2)) {
    return "changed";
  }
  return now < before2 === (preference === "less") ? "better" : "worse";
};
var DURATION_TOLERANCE = 0.1;
var API_RESOLUTION_SECONDS = 1;
var toleranceOf = (name3, before2) => {
  if (unitOf(name3) !== "seconds") {
    return 0;
  }
  const share = Math.abs(before2) * DURATION_TOLERANCE;
  return name3.startsWith("cicd_") ? Math.max(share, API_RESOLUTION_SECONDS) : share;
};

// ci/summary/chart.ts
var drawHistory = ({ name: name3, labels, values }) => {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2 || !/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name3)) {
    return "";
  }
  const [size, word] = toScale(Math.max(...finite.map(Math.abs)), unitOf(name3));
  const scaled = finite.map((value) => value / size);
  return [
    "```mermaid",
    LOOK,
    "xychart-beta",
    `  title "${[name3, ...Object.values(labels).map(toPlain)].join(" ")}, the last ${finite.length} runs"`,
    `  x-axis [${finite.map((_, index) => index + 1).join(", ")}]`,
    `  y-axis "${word}" ${show2(Math.min(0, ...scaled))} --> ${show2(Math.max(0, ...scaled) * 1.1 || 1)}`,
    `  line [${scaled.map(show2).join(", ")}]`,
    "```"
  ].join("\n");
};
var toPlain = (label) => label.slice(0, MAX_LABEL).replace(/[^\w ./-]/g, "?");
var MAX_LABEL = 40;
var LOOK = '%%{init: {"xyChart": {"height": 260}, "themeVariables": {"xyChart": {"plotColorPalette": "#0969da"}}}}%%';
var toScale = (largest, unit) => SCALES[unit].find(([size]) => largest >= 2 * size) ?? SCALES[unit].at(-1);
var SCALES = {
  seconds: [
    [3600, "hours"],
    [60, "minutes"],
    [1, "seconds"]
  ],
  bytes: [
    [1e9, "GB"],
    [1e6, "MB"],
    [1e3, "kB"],
    [1, "bytes"]
  ],
  ratio: [[0.01, "percent"]],
  count: [[1, "count"]]
};
var show2 = (value) => PLAIN2.format(value);
var PLAIN2 = new Intl.NumberFormat("en-US", {
  maximumSignificantDigits: 4,
  useGrouping: false,
  signDisplay: "negative"
});

// ci/summary/comparison-table.ts
var MAX_ROWS2 = 40;
var tabulateComparison = (comparisons, title) => {
  const changed = comparisons.filter(({ verdict }) => verdict !== "equal");
  const equal = comparisons.filter(({ verdict }) => verdict === "equal");
  return [
    changed.length === 0 ? `<p>Nothing has changed since ${toCode(title)}.</p>` : tabulate(changed, title),
    ...equal.length === 0 ? [] : [
      `<details><summary>${count(equal.length, "metric")} without a change</summary>`,
      tabulate(equal, title),
      "</details>"
    ]
  ].join("\n");
};
var tabulate = (comparisons, title) => {
  const rest = comparisons.length - MAX_ROWS2;
  return [
    "<table>",
    `<tr><th></th><th align="left">metric</th><th align="right">${toCode(title)}</th><th align="right">this run</th><th align="right">change</th></tr>`,
    ...comparisons.slice(0, MAX_ROWS2).map(toRow2),
    "</table>",
    ...rest > 0 ? [`<p>and ${rest} more</p>`] : []
  ].join("\n");
};
var toRow2 = (comparison) => {
  const { unit, before: before2, now, verdict } = comparison;
  return [
    `<tr><td nowrap>${MARKS[verdict]}</td>`,
    `<td>${toCode(cut2(printSeries(comparison)))}</td>`,
    `<td align="right" nowrap>${before2 === void 0 ? "" : showAmount(before2, unit)}</td>`,
    `<td align="right" nowrap>${now === void 0 ? "" : showAmount(now, unit)}</td>`,
    `<td align="right" nowrap>${describeChange(comparison).replace("<", "&lt;")}</td></tr>`
  ].join("");
};
var MARKS = {
  worse: "\u{1F534} worse",
  better: "\u{1F7E2} better",
  changed: "\u{1F535} changed",
  new: "\u{1F195} new",
  removed: "\u26AA removed",
  equal: "\u26AA same"
};
var describeChange = ({ unit, before: before2, now }) => {
  if (before2 === void 0 || now === void 0 || Object.is(before2, now)) {
    return "";
  }
  const difference = now - before2;
  if (!Number.isFinite(difference)) {
    return "";
  }
  const arrow = difference > 0 ? "\u25B2" : "\u25BC";
  const share = before2 === 0 ? "" : ` (${showShare(difference / Math.abs(before2))})`;
  return `${arrow} ${showDifference(difference, unit)}${share}`;
};
var showShare = (share) => {
  const percent = Math.abs(share) * 100;
  const digits = percent < 0.1 ? "<0.1" : percent < 10 ? percent.toFixed(1) : Math.round(percent).toLocaleString("en-US");
  return `${share < 0 ? "-" : "+"}${digits} %`;
};

// ci/summary/test-lists.ts
var MAX_FAILED = 20;
var MAX_FLAKY = 20;
var MAX_SLOWEST2 = 10;
var listTests = ({ failedTests, flakyTests, slowestTests }) => [
  toDetails2(
    count(failedTests.length, "failed test"),
    failedTests,
    MAX_FAILED,
    (test) => toMessage2(test.message),
    "open"
  ),
  toDetails2(
    `${count(flakyTests.length, "flaky test")}, which failed and passed in this run`,
    flakyTests,
    MAX_FLAKY,
    () => "",
    "open"
  ),
  toDetails2(
    "slowest tests",
    slowestTests,
    MAX_SLOWEST2,
    ({ seconds }) => ` ${showAmount(seconds, "seconds")}`,
    "closed"
  )
].filter((block) => block !== "").join("\n");
var toDetails2 = (title, tests, maxTests, describe4, state) => {
  if (tests.length === 0) {
    return "";
  }
  const rest = tests.length - maxTests;
  return [
    `<details${state === "open" ? " open" : ""}><summary>${title}</summary>`,
    "<ul>",
    ...tests.slice(0, maxTests).map((test) => `<li>${toCode(cut2(toTitle(test)))}${describe4(test)}</li>`),
    ...rest > 0 && state === "open" ? [`<li>and ${rest} more</li>`] : [],
    "</ul>",
    "</details>"
  ].join("\n");
};
var toTitle = ({ suite, name: name3 }) => suite === "" ? name3 : `${suite}: ${name3}`;
var toMessage2 = (message) => {
  const line = message.trim().split("\n")[0] ?? "";
  return line === "" ? "" : `<br>${toCode(cut2(line, MAX_MESSAGE4))}`;
};
var MAX_MESSAGE4 = 200;

// ci/summary/report.ts
var writeReport = ({ now, base, judgements, tests, histories }) => {
  const html = [listBudgets(judgements), describeBase(now, base), listTests(tests)];
  const blocks = [html.filter((block) => block !== "").join("\n"), ...histories.map(drawHistory)];
  return blocks.filter((block) => block !== "").map((block) => `${block}

`).join("");
};
var describeBase = (now, base) => {
  if (base === void 0) {
    return "";
  }
  const title = `<h4>Compared with ${toCode(base.title)}</h4>`;
  return base.kind === "values" ? `${title}
${tabulateComparison(compare2(now, base.series), base.title)}` : `${title}
<p>Nothing was compared, because ${toCode(base.reason)}.</p>`;
};

// action/review.ts
var reviewRun = ({ inputs, collected, exposition, base, histories }) => {
  if (inputs === void 0 || exposition === void 0) {
    return { base, judgements: [], text: "" };
  }
  const now = listSeries(exposition.families, inputs.key);
  const judgements = judgeBudgets(inputs.budgets, now, base);
  const tests = collected ?? { slowestTests: [], failedTests: [], flakyTests: [] };
  return { base, judgements, text: writeReport({ now, base, judgements, tests, histories }) };
};

// action/run.ts
var runAction = async (ports) => {
  const progress = {
    inputs: void 0,
    collected: void 0,
    source: void 0,
    exposition: void 0,
    base: void 0,
    histories: []
  };
  const outcome = await carryOut(ports, progress);
  await addHistory(progress, ports);
  const review = reviewRun(progress);
  const failsOnError = parseSwitch("fail-on-error", readInput(ports.env, "fail-on-error"));
  const canFail = !failsOnError.ok || failsOnError.value;
  report(outcome, review, progress, canFail ? "error" : "warning", ports);
  await comment(review, progress, ports);
  const hasFailed = !outcome.ok || review.judgements.some(isFatal);
  return hasFailed && canFail ? 1 : 0;
};
var carryOut = async (ports, progress) => {
  const ciRun = toCiRun(ports);
  const inputs = parseInputs(ports.env, ciRun);
  if (!inputs.ok) {
    return inputs;
  }
  progress.inputs = inputs.value;
  for (const variable of findVariables(readInput(ports.env, "labels"))) {
    const text = `labels has ${quote(variable)}, which GitHub does not replace and which is pushed as it is: write an expression such as \${{ github.ref_name }} or \${{ env.NAME }}`;
    ports.writeLine(toAnnotation("warning", text, { title: "a variable was not replaced" }));
  }
  if (inputs.value.collect !== void 0) {
    progress.collected = await collect(inputs.value.collect, ciRun, ports.files);
  }
  const checked = readAndCheck(inputs.value, ports, progress);
  if (!checked.ok) {
    return checked;
  }
  const retries = createRetrySettings(inputs.value, ports);
  const authorization = await authorize(inputs.value.credential, ports, retries);
  if (!authorization.ok) {
    return authorization;
  }
  if (inputs.value.base !== void 0) {
    const { url, base } = inputs.value;
    progress.base = await readBase(url, base, authorization.value, ports.http, retries);
  }
  return pushMetrics(inputs.value, progress.source?.body, authorization.value, ports.http, retries);
};
var toCiRun = ({ env, files, epochMs, http }) => createGithubRun(
  { contexts: readInput(env, "run-contexts"), token: readInput(env, "token").trim() },
  { env, files, now: epochMs, send: sendWithRetries(http) }
);
var addHistory = async (progress, ports) => {
  const source = progress.inputs?.history;
  if (source === void 0) {
    return;
  }
  const histories = await readHistory(source, progress, ports);
  if (histories.ok) {
    progress.histories = histories.value;
  } else {
    ports.writeLine(toPlainLine(`no chart: ${histories.error}`));
  }
};
var readAndCheck = (inputs, ports, progress) => {
  const source = readAllMetrics(inputs, ports, progress);
  if (!source.ok) {
    return source;
  }
  if (source.value === void 0) {
    return ok(void 0);
  }
  progress.source = source.value;
  const exposition = checkMetrics(source.value, inputs);
  if (!exposition.ok) {
    return exposition;
  }
  progress.exposition = exposition.value;
  return ok(void 0);
};
var readAllMetrics = (inputs, ports, { collected }) => {
  const given = inputs.metrics === void 0 ? ok(void 0) : readMetrics(inputs.metrics, ports);
  return collected === void 0 || !given.ok ? given : addCollected(given.value, collected, inputs);
};
var createRetrySettings = ({ timeoutMs }, { http, writeLine }) => ({
  deadlineMs: http.now() + timeoutMs,
  onRetry: (problem, waitMs) => writeLine(toPlainLine(`${problem}; trying again in ${(waitMs / 1e3).toFixed(1)} s`))
});

// action/send-once.ts
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Agent as HttpAgent, request as startHttp } from "node:http";
import { Agent as HttpsAgent, request as startHttps } from "node:https";
var MAX_UNASKED_BYTES = 1e6;
var CONTINUE_TIMEOUT_MS = 1e3;
var sendOnce = (request, timeoutMs) => new Promise((resolve3, reject) => {
  const { outgoing, sockets } = watchSockets(() => start(request));
  const timeout = AbortSignal.timeout(timeoutMs);
  timeout.addEventListener("abort", () => {
    reject(timeout.reason);
    outgoing.destroy();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  outgoing.on("error", reject);
  outgoing.on("response", (incoming) => {
    const chunks = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("error", reject);
    incoming.on("end", () => {
      const { statusCode: status = 0, headers } = incoming;
      const header = (name3) => headers[name3]?.toString();
      resolve3({ status, header, body: Buffer.concat(chunks).toString("utf8") });
      outgoing.destroy();
    });
  });
  sendBody(outgoing, request.body);
});
var watchSockets = (start2) => {
  const sockets = [];
  const watch = (message) => void sockets.push(message.socket);
  subscribe("net.client.socket", watch);
  try {
    return { outgoing: start2(), sockets };
  } finally {
    unsubscribe("net.client.socket", watch);
  }
};
var start = ({ method, url, headers, body, framing }) => {
  const { protocol, hostname, port } = new URL(url);
  const [startRequest, Agent] = protocol === "https:" ? [startHttps, HttpsAgent] : [startHttp, HttpAgent];
  return startRequest({
    // IPv6 addresses without brackets.
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port,
    path: url.replace(/^[^:]+:\/\/[^/?]*/, "").replace(/^(?!\/)/, "/"),
    method,
    agent: new Agent(LOOPBACK_HOSTS.has(hostname) ? {} : { proxyEnv: process.env }),
    headers: {
      ...headers,
      ...isLarge(body) && { Expect: "100-continue" },
      ...framing === "chunked" ? { "Transfer-Encoding": "chunked" } : body && { "Content-Length": body.length }
    }
  });
};
var isLarge = (body) => (body?.length ?? 0) > MAX_UNASKED_BYTES;
var sendBody = (outgoing, body) => {
  if (!isLarge(body)) {
    outgoing.end(body);
    return;
  }
  outgoing.flushHeaders();
  const send = () => void outgoing.end(body);
  outgoing.once("continue", send);
  const timer = setTimeout(send, CONTINUE_TIMEOUT_MS);
  for (const event of ["continue", "response", "close"]) {
    outgoing.once(event, () => clearTimeout(timer));
  }
};

// action/main.ts
process.exitCode = await runAction({
  env: process.env,
  readFile: (file) => readFileSync2(file),
  appendFile: (file, text) => appendFileSync(file, text),
  writeLine: (line) => process.stdout.write(`${line}
`),
  http: {
    send: sendOnce,
    sleep: (ms) => sleep(ms),
    now: () => performance.now(),
    random: Math.random
  },
  files: createNodeFiles(process.env["GITHUB_WORKSPACE"] ?? "."),
  epochMs: Date.now
});
