namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>One page of the list.</summary>
/// <param name="Total">Of all pages.</param>
/// <param name="Next">The last row, after which the next page begins; null on the last page.</param>
public sealed record VirtualKeyPage(IReadOnlyList<VirtualKeyRow> Rows, int Total, Guid? Next);
