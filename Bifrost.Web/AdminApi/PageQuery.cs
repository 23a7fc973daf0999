using System.Buffers.Text;
using System.Globalization;
using System.Reflection;
using Bifrost.Domain.Governance;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bifrost.Web.AdminApi;

/// <summary>Which page of a list: <c>limit</c> (1 to 200, by default 50) and <c>after</c>, the page before's <c>next</c>. Newest first.</summary>
internal sealed record PageQuery(int Limit, Guid? After, ApiProblem? Problem) : IRequestPart, IBindableFromHttpContext<PageQuery>, IEndpointParameterMetadataProvider
{
    public const int MaxLimit = 200;

    public static readonly FieldError WrongCursor = new("after", "Use the “next” of the page before, as it was given.");

    private const int DefaultLimit = 50;
    private const int CursorBytes = 16;

    /// <summary>How many rows tell whether there is a further page.</summary>
    public int Probe => Limit + 1;

    public static ValueTask<PageQuery?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = context.Request.Query;
        var errors = new List<FieldError>();
        var limit = LimitOf(query, errors);
        Guid? after = null;
        if (query.TryGetValue("after", out var cursor) && (after = Read(cursor.ToString())) is null)
        {
            errors.Add(WrongCursor);
        }

        return ValueTask.FromResult<PageQuery?>(new(limit, after, errors.Count == 0 ? null : ApiProblem.Invalid(errors)));
    }

    /// <summary>The parameter <c>limit</c>; the default where it is wrong, which is an error.</summary>
    public static int LimitOf(IQueryCollection query, List<FieldError> errors)
    {
        if (!query.TryGetValue("limit", out var given))
        {
            return DefaultLimit;
        }

        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit)
        {
            return limit;
        }

        errors.Add(new("limit", $"Use 1 to {MaxLimit}."));
        return DefaultLimit;
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new QueryField("limit", $"Rows a page, 1 to {MaxLimit}; {DefaultLimit} when absent."));
        builder.Metadata.Add(new QueryField("after", "The “next” of the page before."));
    }

    /// <summary>A page of up to <see cref="Limit"/> rows out of up to <see cref="Probe"/>.</summary>
    public Page<T> Cut<T>(List<T> rows, Func<T, Guid> id)
    {
        if (rows.Count <= Limit)
        {
            return new(rows, null);
        }

        rows.RemoveRange(Limit, rows.Count - Limit);
        return new(rows, CursorOf(id(rows[^1])));
    }

    public static string CursorOf(Guid id) => Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));

    private static Guid? Read(string cursor)
    {
        Span<byte> bytes = stackalloc byte[CursorBytes];
        return cursor.Length == 22 && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var length) && length == CursorBytes
            ? new Guid(bytes, bigEndian: true)
            : null;
    }
}
