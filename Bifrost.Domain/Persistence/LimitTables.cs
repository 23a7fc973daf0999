using Bifrost.Domain.Limits;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Bifrost.Domain.Persistence;

internal sealed class LimitTables :
    IEntityTypeConfiguration<Budget>,
    IEntityTypeConfiguration<RateLimit>,
    IEntityTypeConfiguration<LimitSubject>,
    IEntityTypeConfiguration<BudgetSpend>,
    IEntityTypeConfiguration<BudgetLease>,
    IEntityTypeConfiguration<LimitShare>,
    IEntityTypeConfiguration<NodePresence>
{
    public void Configure(EntityTypeBuilder<Budget> builder)
    {
        builder.ToTable("budgets");
        builder.Property(x => x.Id).ValueGeneratedNever();
        builder.Ignore(x => x.Limit);
        builder.HasIndex(x => x.Number).IsUnique();
        builder.HasIndex(x => x.RaisedUntil).HasFilter("raised_until IS NOT NULL");
        builder.HasIndex(x => new { x.OwnerId, x.OwnerKind });
    }

    public void Configure(EntityTypeBuilder<RateLimit> builder)
    {
        builder.ToTable("rate_limits");
        builder.Property(x => x.Id).ValueGeneratedNever();
        builder.HasIndex(x => new { x.OwnerId, x.OwnerKind });
    }

    public void Configure(EntityTypeBuilder<LimitSubject> builder)
    {
        builder.ToTable("limit_subjects");
        builder.Property(x => x.Id).ValueGeneratedNever();
        builder.HasIndex(x => new { x.Kind, x.Pattern }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<BudgetSpend> builder)
    {
        builder.ToTable("budget_spend");
        builder.HasKey(x => new { x.BudgetNumber, x.Account, x.Slot });

        // The few rows that changed since the last look: what the watcher reads every two seconds.
        builder.Property(x => x.Changed).HasDefaultValue(false);
        builder.Property(x => x.Marks).HasDefaultValue(0);
        builder.HasIndex(x => x.Slot).HasDatabaseName("ix_budget_spend_changed").HasFilter("changed");
    }

    public void Configure(EntityTypeBuilder<BudgetLease> builder)
    {
        builder.ToTable("budget_leases");
        builder.HasKey(x => new { x.BudgetNumber, x.Account, x.Window, x.NodeId });
    }

    public void Configure(EntityTypeBuilder<LimitShare> builder)
    {
        builder.ToTable("limit_shares");
        builder.HasKey(x => new { x.LimitId, x.Account, x.NodeId });
        builder.HasIndex(x => x.NodeId);
    }

    public void Configure(EntityTypeBuilder<NodePresence> builder)
    {
        builder.ToTable("nodes");
        builder.HasKey(x => x.NodeId);
    }
}
