using System.Linq.Expressions;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Providers.Prices;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/prices</c>: own prices and discounts over the book. A price in force is never edited: it is withdrawn, or a later one follows.</summary>
internal static class PricesApi
{
    private static readonly Expression<Func<PriceEntry, PriceRow>> Shown = x => new PriceRow
    {
        Id = x.Id,
        Model = x.Model,
        InputPerMtok = x.InputPerMtok,
        CachedInputPerMtok = x.CachedInputPerMtok,
        CacheWritePerMtok = x.CacheWritePerMtok,
        CacheWrite1hPerMtok = x.CacheWrite1hPerMtok,
        OutputPerMtok = x.OutputPerMtok,
        ReasoningPerMtok = x.ReasoningPerMtok,
        RequestsPerThousand = x.RequestsPerThousand,
        PerImage = x.PerImage,
        PerAudioHour = x.PerAudioHour,
        PerMchar = x.PerMchar,
        SearchesPerThousand = x.SearchesPerThousand,
        DiscountPercent = x.DiscountPercent,
        EffectiveFrom = x.EffectiveFrom,
        EndsAt = x.EndsAt,
        FromFile = x.FromFile,
        CreatedAt = x.CreatedAt,
        Version = x.Version,
    };

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/prices", ListAsync).Reads<Page<PriceRow>>();
        api.MapGet("/prices/book", ReadBook).Reads<Page<BookRow>>().WithMetadata(
            new QueryField("provider", "The book's name of a provider, such as openai; all when absent."),
            new QueryField("model", "A model as the provider calls it, looked up as requests are; needs a provider."));
        api.MapGet("/prices/{id:guid}", FindAsync).Reads<PriceRow>();
        api.MapPost("/prices", AddAsync).Writes<PriceRow>(AuditActions.PriceCreated, creates: true);
        api.MapPost("/prices/{id:guid}/withdraw", WithdrawAsync).Writes<PriceRow>(AuditActions.PriceWithdrawn);
    }

    private static async Task<IResult> ListAsync(PageQuery page, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.Prices.AsNoTracking();
        rows = page.After is { } after ? rows.Where(x => x.Id < after) : rows;
        return Results.Json(page.Cut(await rows.OrderByDescending(x => x.Id).Take(page.Probe).Select(Shown).ToListAsync(cancellationToken), x => x.Id));
    }

    private static async Task<IResult> FindAsync(Guid id, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken) =>
        await AnswerAsync(id, contexts, StatusCodes.Status200OK, cancellationToken);

    private static IResult ReadBook(string? provider, string? model)
    {
        var book = PriceBook.Embedded;
        if (model is not null)
        {
            return provider is null ? ApiProblem.Invalid("provider", "Name the model's provider.")
                : book.FindEntry(provider, model) is { } entry ? Results.Json(new Page<BookRow>([BookRow.Of(entry)], null))
                : Results.Json(new Page<BookRow>([], null));
        }

        var entries = provider is null ? book.Entries : book.Entries.Where(x => x.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase));
        return Results.Json(new Page<BookRow>([.. entries.Select(BookRow.Of)], null));
    }

    private static async Task<IResult> AddAsync(Body<PriceBody> body, Acting acting, PriceCommands commands, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        var added = await commands.AddAsync(acting.Actor, body.Value.ToSpec(), cancellationToken);
        return added.IsOk ? await AnswerAsync(added.Value.Id, contexts, StatusCodes.Status201Created, cancellationToken) : ApiProblem.Of(added);
    }

    private static async Task<IResult> WithdrawAsync(Guid id, Acting acting, PriceCommands commands, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        var withdrawn = await commands.WithdrawAsync(acting.Actor, id, cancellationToken);
        return withdrawn.IsOk ? await AnswerAsync(id, contexts, StatusCodes.Status200OK, cancellationToken) : ApiProblem.Of(withdrawn);
    }

    private static async Task<IResult> AnswerAsync(Guid id, IDbContextFactory<BifrostDbContext> contexts, int status, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return Answer.Row(await db.Prices.AsNoTracking().Where(x => x.Id == id).Select(Shown).SingleOrDefaultAsync(cancellationToken), x => x.Version, status);
    }

    /// <param name="Rates">US dollars per million tokens, as usage records keep them: <c>in=0.15 cached=0.075 out=0.6</c>; null: known, but without a price.</param>
    internal sealed record BookRow(string Provider, string Model, int? ContextWindow, bool Deprecated, string? Rates, string? Version)
    {
        public static BookRow Of(PriceBookEntry entry) => new(entry.Provider, entry.Model, entry.ContextWindow, entry.Deprecated, entry.Price?.Rates, entry.Price?.Version);
    }
}
