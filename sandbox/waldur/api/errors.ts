/** An answer that refuses the request, with the JSON of Django REST framework. */
export class ApiError extends Error {
  readonly status: 400 | 401 | 403 | 404 | 405 | 406 | 409 | 415;
  readonly body: unknown;

  constructor(status: ApiError["status"], body: unknown) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

/** 400. The detail is any of the shapes of REST framework: a list, an object of lists, a list of objects… */
export class ValidationError extends ApiError {
  constructor(detail: unknown) {
    super(400, detail);
  }
}

/** 401 */
export class NotAuthenticated extends ApiError {
  constructor(detail = "Authentication credentials were not provided.") {
    super(401, { detail });
  }
}

/** 403: seen but not allowed. */
export class PermissionDenied extends ApiError {
  constructor() {
    super(403, { detail: "You do not have permission to perform this action." });
  }
}

/** 404: does not exist, or not for this user. */
export class NotFound extends ApiError {
  constructor(model: string) {
    super(404, { detail: `No ${model} matches the given query.` });
  }
}

/** 409 */
export class Conflict extends ApiError {
  constructor(detail: string) {
    super(409, { detail });
  }
}

/** 404 as a page: there is no such path. */
export class NoSuchPath extends Error {}

const page = (title: string, text: string) => `
<!doctype html>
<html lang="en">
<head>
  <title>${title}</title>
</head>
<body>
  <h1>${title}</h1><p>${text}</p>
</body>
</html>
`;

const html = { "content-type": "text/html; charset=utf-8", vary: "Accept-Language, Cookie" };

/** The page for a path that no endpoint has. */
export const notFoundPage = () =>
  new Response(page("Not Found", "The requested resource was not found on this server."), {
    status: 404,
    headers: html,
  });

/** The page for a fault of the server itself. */
export const serverErrorPage = () =>
  new Response(page("Server Error (500)", ""), { status: 500, headers: html });
