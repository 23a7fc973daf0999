namespace Bifrost.Web.AdminApi;

/// <summary>RFC 9457's members, and ours: the fields and the request's id.</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string Detail, IReadOnlyDictionary<string, string[]>? Errors, string RequestId);
