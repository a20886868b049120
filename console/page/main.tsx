import { render } from "preact";
import { App } from "./app.tsx";
import { takeToken } from "./data/session.ts";
import "./style/app.css";

const root = document.getElementById("app")!;
root.replaceChildren();
render(<App token={takeToken()} />, root);
