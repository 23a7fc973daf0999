using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Statements;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Persistence;

/// <summary>The one database model, on SQLite and on PostgreSQL alike. Used through a factory: one short-lived context an operation.</summary>
public sealed class BifrostDbContext(DbContextOptions<BifrostDbContext> options) : IdentityUserContext<Operator, Guid>(options)
{
    public DbSet<Installation> Installations => Set<Installation>();

    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Team> Teams => Set<Team>();

    public DbSet<VirtualKey> VirtualKeys => Set<VirtualKey>();

    public DbSet<Provider> Providers => Set<Provider>();

    public DbSet<ProviderKey> ProviderKeys => Set<ProviderKey>();

    public DbSet<PriceEntry> Prices => Set<PriceEntry>();

    public DbSet<Budget> Budgets => Set<Budget>();

    public DbSet<RateLimit> RateLimits => Set<RateLimit>();

    public DbSet<LimitSubject> LimitSubjects => Set<LimitSubject>();

    public DbSet<BudgetSpend> BudgetSpend => Set<BudgetSpend>();

    public DbSet<BudgetLease> BudgetLeases => Set<BudgetLease>();

    public DbSet<LimitShare> LimitShares => Set<LimitShare>();

    public DbSet<NodePresence> Nodes => Set<NodePresence>();

    public DbSet<AdminToken> AdminTokens => Set<AdminToken>();

    public DbSet<Invite> Invites => Set<Invite>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    public DbSet<GovernanceChange> GovernanceChanges => Set<GovernanceChange>();

    public DbSet<UsageRecord> UsageRecords => Set<UsageRecord>();

    public DbSet<UsageBucket> UsageBuckets => Set<UsageBucket>();

    public DbSet<UsageTotal> UsageTotals => Set<UsageTotal>();

    public DbSet<TagTotal> TagTotals => Set<TagTotal>();

    public DbSet<Statement> Statements => Set<Statement>();

    public DbSet<StatementLine> StatementLines => Set<StatementLine>();

    public DbSet<StatementCorrection> StatementCorrections => Set<StatementCorrection>();
    public DbSet<Alert> Alerts => Set<Alert>();

    public DbSet<AlertMark> AlertMarks => Set<AlertMark>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<CapturedContent> CapturedContents => Set<CapturedContent>();

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RaiseVersions();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RaiseVersions();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(BifrostDbContext).Assembly);
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            if (typeof(IVersioned).IsAssignableFrom(entity.ClrType))
            {
                entity.FindProperty(nameof(IVersioned.Version))!.IsConcurrencyToken = true;
            }
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => PortableColumns.Apply(configurationBuilder);

    private void RaiseVersions()
    {
        foreach (var entry in ChangeTracker.Entries<IVersioned>())
        {
            if (entry.State is EntityState.Added)
            {
                entry.Entity.Version = 1;
            }
            else if (entry.State is EntityState.Modified)
            {
                entry.Entity.Version++;
            }
        }
    }
}
