using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;

namespace Bifrost.Web.AdminApi;

/// <summary>Teams, customers and keys as bodies and filters say them: by name or by id, as everywhere in the API.</summary>
internal sealed class NamedOwners(OwnerNames names)
{
    /// <summary>Added to what fields and parameters say of themselves.</summary>
    public const string Form = "name or id";

    /// <summary>The name, which commands take; a text that is neither stays, and the command refuses it by its field.</summary>
    public async Task<string?> NameAsync(UsageDimension of, string? text, CancellationToken cancellationToken) =>
        text is null ? null : (await names.RowAsync(of, text, cancellationToken))?.Name ?? text;

    /// <summary>The id for a filter: <see cref="Guid.Empty"/> for rows without one, null where none was asked for. What is unknown is an error.</summary>
    public Task<Guid?> IdAsync(UsageDimension of, IQueryCollection query, List<FieldError> errors, CancellationToken cancellationToken) => IdAsync(of, WordOf(of), query, errors, cancellationToken);

    /// <inheritdoc cref="IdAsync(UsageDimension, IQueryCollection, List{FieldError}, CancellationToken)"/>
    /// <param name="field">The parameter that names it.</param>
    public async Task<Guid?> IdAsync(UsageDimension of, string field, IQueryCollection query, List<FieldError> errors, CancellationToken cancellationToken)
    {
        if (query.TextOf(field) is not { } text)
        {
            return null;
        }

        var id = await names.FindAsync(of, text, cancellationToken);
        if (id is null)
        {
            errors.Add(new(field, $"There is no {WordOf(of).Replace('_', ' ')} “{text}”."));
        }

        return id;
    }

    /// <summary>A provider's name for a filter; null where none was asked for. One that is and was nobody's is an error.</summary>
    public async Task<string?> ProviderAsync(IQueryCollection query, List<FieldError> errors, CancellationToken cancellationToken)
    {
        if (query.TextOf("provider") is not { } text)
        {
            return null;
        }

        if (!await names.IsProviderAsync(text, cancellationToken))
        {
            errors.Add(new("provider", $"There is no provider “{text}”."));
        }

        return text;
    }

    private static string WordOf(UsageDimension of) => of == UsageDimension.Key ? "virtual_key" : of.ToString().ToLowerInvariant();
}
