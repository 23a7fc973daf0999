namespace Bifrost.Web.Console.Requests;

/// <summary>What was kept of a request, opened.</summary>
/// <param name="Truncated">It was longer than what is kept.</param>
public sealed record CapturedText(string? Request, string? Response, bool Truncated);
