using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>Which budgets or rate limits; null members do not narrow them.</summary>
/// <param name="Subject">Together with <see cref="LimitOwnerKind.Subject"/>.</param>
/// <param name="OwnerName">Whole.</param>
/// <param name="Text">A part of the owner's name, in any case.</param>
public sealed record BudgetFilter(LimitOwnerKind? Kind = null, LimitSubjectKind? Subject = null, Guid? OwnerId = null, string? OwnerName = null, string? Text = null)
{
    /// <summary>Whose budgets they are, as a query of owners' ids; null when every owner's are meant.</summary>
    internal IQueryable<Guid>? Owners(BifrostDbContext db)
    {
        if (OwnerName is null && Text is null && Subject is null)
        {
            return null;
        }

        var (name, text, kind) = (OwnerName, Text?.ToLowerInvariant(), Subject);
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database: only the plain lower() has a translation.
        var subjects = db.LimitSubjects.Where(x => (kind == null || x.Kind == kind) && (name == null || x.Pattern == name) && (text == null || x.Pattern.ToLower().Contains(text))).Select(x => x.Id);
        return kind is not null
            ? subjects
            : subjects
                .Concat(db.Customers.Where(x => (name == null || x.Name == name) && (text == null || x.Name.ToLower().Contains(text))).Select(x => x.Id))
                .Concat(db.Teams.Where(x => (name == null || x.Name == name) && (text == null || x.Name.ToLower().Contains(text))).Select(x => x.Id))
                .Concat(db.VirtualKeys.Where(x => (name == null || x.Name == name) && (text == null || x.Name.ToLower().Contains(text))).Select(x => x.Id))
                .Concat(db.Providers.Where(x => (name == null || x.Name == name) && (text == null || x.Name.ToLower().Contains(text))).Select(x => x.Id));
#pragma warning restore CA1304, CA1311, CA1862
    }

    /// <summary>Those budgets.</summary>
    public IQueryable<Budget> Of(BifrostDbContext db)
    {
        var (kind, owner) = (Kind, OwnerId);
        var budgets = db.Budgets.AsNoTracking().Where(x => (kind == null || x.OwnerKind == kind) && (owner == null || x.OwnerId == owner));
        return Owners(db) is { } owners ? budgets.Where(x => owners.Contains(x.OwnerId)) : budgets;
    }

    /// <summary>Those rate limits.</summary>
    public IQueryable<RateLimit> RatesOf(BifrostDbContext db)
    {
        var (kind, owner) = (Kind, OwnerId);
        var rates = db.RateLimits.AsNoTracking().Where(x => (kind == null || x.OwnerKind == kind) && (owner == null || x.OwnerId == owner));
        return Owners(db) is { } owners ? rates.Where(x => owners.Contains(x.OwnerId)) : rates;
    }
}
