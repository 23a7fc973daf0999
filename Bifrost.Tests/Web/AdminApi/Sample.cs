namespace Bifrost.Tests.Web.AdminApi;

/// <summary>A request that succeeds when an admin sends it.</summary>
internal sealed record Sample(string Path, string? Body = null, string? IfMatch = null);
