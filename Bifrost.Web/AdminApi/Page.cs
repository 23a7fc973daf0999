namespace Bifrost.Web.AdminApi;

/// <summary>A page of a list.</summary>
/// <param name="Next">Where the next page begins: pass it as <c>after</c>; null on the last page.</param>
internal sealed record Page<T>(IReadOnlyList<T> Data, string? Next);
