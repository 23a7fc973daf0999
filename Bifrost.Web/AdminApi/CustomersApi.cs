using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/customers</c>: who is billed.</summary>
internal static class CustomersApi
{
    private static readonly Expression<Func<Customer, CustomerRow>> Shown = x =>
        new CustomerRow(x.Id, x.Name, x.Models, x.Frozen, x.FromFile, x.CreatedAt, x.DisabledAt, x.Version);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/customers", ListAsync).Reads<Page<CustomerRow>>();
        api.MapGet("/customers/{id:guid}", FindAsync).Reads<CustomerRow>();
        api.MapPost("/customers", CreateAsync).Writes<CustomerRow>(AuditActions.CustomerCreated, creates: true);
        api.MapPut("/customers/{id:guid}", UpdateAsync).Writes<CustomerRow>(AuditActions.CustomerChanged);
    }

    private static async Task<IResult> ListAsync(PageQuery page, NameSearch search, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.Customers.AsNoTracking();
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database: only the plain lower() has a translation.
        rows = search.Text is { } text ? rows.Where(x => x.Name.ToLower().Contains(text)) : rows;
#pragma warning restore CA1304, CA1311, CA1862
        rows = page.After is { } after ? rows.Where(x => x.Id < after) : rows;
        return Results.Json(page.Cut(await rows.OrderByDescending(x => x.Id).Take(page.Probe).Select(Shown).ToListAsync(cancellationToken), x => x.Id));
    }

    private static Task<IResult> FindAsync(Guid id, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken) =>
        AnswerAsync(id, contexts, StatusCodes.Status200OK, cancellationToken);

    private static async Task<IResult> CreateAsync(Body<CustomerBody> body, Acting acting, TenancyCommands commands, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        var made = await commands.CreateCustomerAsync(acting.Actor, body.Value.ToSpec(), cancellationToken);
        return made.IsOk ? await AnswerAsync(made.Value.Id, contexts, StatusCodes.Status201Created, cancellationToken) : ApiProblem.Of(made);
    }

    private static async Task<IResult> UpdateAsync(Guid id, IfMatch version, Body<CustomerBody> body, Acting acting, TenancyCommands commands, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        var changed = await commands.UpdateCustomerAsync(acting.Actor, id, version.Version, body.Value.ToSpec(), cancellationToken);
        return changed.IsOk ? await AnswerAsync(id, contexts, StatusCodes.Status200OK, cancellationToken) : ApiProblem.Of(changed);
    }

    private static async Task<IResult> AnswerAsync(Guid id, IDbContextFactory<BifrostDbContext> contexts, int status, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return Answer.Row(await db.Customers.AsNoTracking().Where(x => x.Id == id).Select(Shown).SingleOrDefaultAsync(cancellationToken), x => x.Version, status);
    }

    internal sealed record CustomerRow(Guid Id, string Name, List<string>? Models, bool Frozen, bool FromFile, DateTime CreatedAt, DateTime? DisabledAt, int Version);

    /// <summary>A write is the whole row: what is absent is none.</summary>
    internal sealed record CustomerBody([property: Required] string? Name = null, List<string>? Models = null)
    {
        public CustomerSpec ToSpec() => new(Name ?? "", Models);
    }
}
