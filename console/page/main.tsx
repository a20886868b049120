import { render } from "preact";
import { App } from "./app.tsx";
import { takeConsoleToken } from "./data/session.ts";
import "./style/app.css";

const root = document.getElementById("app")!;
root.replaceChildren();
render(<App token={takeConsoleToken()} />, root);
