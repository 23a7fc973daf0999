using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Bifrost.Domain.Persistence;

internal sealed class UsageTables :
    IEntityTypeConfiguration<UsageRecord>,
    IEntityTypeConfiguration<UsageBucket>,
    IEntityTypeConfiguration<UsageTotal>,
    IEntityTypeConfiguration<TagTotal>,
    IEntityTypeConfiguration<CapturedContent>
{
    public void Configure(EntityTypeBuilder<UsageRecord> builder)
    {
        builder.ToTable("usage_records");
        builder.Property(x => x.Id).ValueGeneratedNever();
        builder.Ignore(x => x.Cost);
        builder.Ignore(x => x.ChargedNanos);
        builder.Ignore(x => x.HeldUnpricedNanos);
        builder.Ignore(x => x.ListCost);
        builder.Ignore(x => x.Held);
        builder.Ignore(x => x.ExcessNanos);

        // The id is a UUIDv7: ordering by it is ordering by time, so each filter needs only (column, id).
        builder.HasIndex(x => new { x.VirtualKeyId, x.Id });
        builder.HasIndex(x => new { x.Provider, x.Id });
        builder.HasIndex(x => new { x.Model, x.Id });

        // Failures are few: their index is small, costs a good request nothing and serves every filter on failures.
        // UsageQueries repeats this condition literally, or the databases would not use it.
        builder.HasIndex(x => x.Id).HasDatabaseName("ix_usage_records_failed").HasFilter("status >= 400 OR outcome <> 0");
    }

    public void Configure(EntityTypeBuilder<UsageBucket> builder)
    {
        builder.ToTable("usage_buckets");
        builder.HasKey(x => new { x.GrainSeconds, x.Start, x.NodeId, x.Provider, x.Model });
    }

    public void Configure(EntityTypeBuilder<UsageTotal> builder)
    {
        builder.ToTable("usage_totals");
        builder.Property(x => x.Id).ValueGeneratedNever();
        builder.HasIndex(x => new { x.Hour, x.VirtualKeyId, x.TeamId, x.CustomerId, x.Provider, x.Model }).IsUnique();
        builder.HasIndex(x => new { x.VirtualKeyId, x.Hour });
        builder.HasIndex(x => new { x.CustomerId, x.Hour });
    }

    public void Configure(EntityTypeBuilder<TagTotal> builder)
    {
        builder.ToTable("usage_tag_totals");
        builder.HasKey(x => new { x.Day, x.Tag, x.VirtualKeyId, x.TeamId, x.CustomerId, x.Provider, x.Model });
    }

    public void Configure(EntityTypeBuilder<CapturedContent> builder)
    {
        builder.ToTable("captured_contents");
        builder.HasKey(x => x.RecordId);
        builder.HasIndex(x => x.ExpiresAt);
    }
}
