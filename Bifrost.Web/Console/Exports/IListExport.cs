namespace Bifrost.Web.Console.Exports;

/// <summary>A list page as a CSV file: the same filters from the same address, all pages of it.</summary>
internal interface IListExport
{
    /// <summary>The page's address; the file is below it.</summary>
    string Page { get; }

    IReadOnlyList<string> Columns { get; }

    /// <summary>Reads rows in the page's order; each has a value a column.</summary>
    IAsyncEnumerable<object?[]> ReadAsync(IQueryCollection query, CancellationToken cancellationToken);
}
