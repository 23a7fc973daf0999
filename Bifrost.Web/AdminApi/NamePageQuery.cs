using System.Buffers.Text;
using System.Reflection;
using System.Text;
using Bifrost.Domain.Governance;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bifrost.Web.AdminApi;

/// <summary>Which page of a list that is ordered by name: the same parameters as <see cref="PageQuery"/>, with a name in the cursor.</summary>
/// <param name="After">The last name of the page before; null for the first page.</param>
internal sealed record NamePageQuery(int Limit, string? After, ApiProblem? Problem) : IRequestPart, IBindableFromHttpContext<NamePageQuery>, IEndpointParameterMetadataProvider
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>How many rows tell whether there is a further page.</summary>
    public int Probe => Limit + 1;

    public static ValueTask<NamePageQuery?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = context.Request.Query;
        var errors = new List<FieldError>();
        var limit = PageQuery.LimitOf(query, errors);
        string? after = null;
        if (query.TryGetValue("after", out var cursor) && (after = Read(cursor.ToString())) is null)
        {
            errors.Add(PageQuery.WrongCursor);
        }

        return ValueTask.FromResult<NamePageQuery?>(new(limit, after, errors.Count == 0 ? null : ApiProblem.Invalid(errors)));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => PageQuery.PopulateMetadata(parameter, builder);

    /// <summary>A page of up to <see cref="Limit"/> rows out of up to <see cref="Probe"/>.</summary>
    public Page<T> Cut<T>(List<T> rows, Func<T, string> name)
    {
        if (rows.Count <= Limit)
        {
            return new(rows, null);
        }

        rows.RemoveRange(Limit, rows.Count - Limit);
        return new(rows, Base64Url.EncodeToString(Strict.GetBytes(name(rows[^1]))));
    }

    private static string? Read(string cursor)
    {
        try
        {
            return cursor.Length > 0 && Base64Url.IsValid(cursor) ? Strict.GetString(Base64Url.DecodeFromChars(cursor)) : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
