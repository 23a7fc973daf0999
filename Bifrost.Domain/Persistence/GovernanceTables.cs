using Bifrost.Domain.Governance;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Bifrost.Domain.Persistence;

internal sealed class GovernanceTables :
    IEntityTypeConfiguration<Installation>,
    IEntityTypeConfiguration<Customer>,
    IEntityTypeConfiguration<Team>,
    IEntityTypeConfiguration<VirtualKey>,
    IEntityTypeConfiguration<Provider>,
    IEntityTypeConfiguration<ProviderKey>,
    IEntityTypeConfiguration<PriceEntry>,
    IEntityTypeConfiguration<GovernanceChange>
{
    private const int NameLength = 100;

    public void Configure(EntityTypeBuilder<Installation> builder)
    {
        builder.ToTable("installation");
        builder.Property(x => x.Id).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<Customer> builder)
    {
        builder.ToTable("customers");
        builder.Property(x => x.Name).HasMaxLength(NameLength);
        builder.HasIndex(x => x.Name).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Team> builder)
    {
        builder.ToTable("teams");
        builder.Property(x => x.Name).HasMaxLength(NameLength);
        builder.HasIndex(x => x.Name).IsUnique();
        builder.HasOne(x => x.Customer).WithMany().HasForeignKey(x => x.CustomerId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<VirtualKey> builder)
    {
        builder.ToTable("virtual_keys");
        builder.Property(x => x.Name).HasMaxLength(NameLength);
        builder.Property(x => x.LastFour).HasMaxLength(4);
        builder.HasIndex(x => x.Name).IsUnique();
        builder.HasIndex(x => x.Hash).IsUnique();
        builder.HasOne(x => x.Team).WithMany().HasForeignKey(x => x.TeamId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(x => x.Customer).WithMany().HasForeignKey(x => x.CustomerId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Provider> builder)
    {
        builder.ToTable("providers");
        builder.Property(x => x.Name).HasMaxLength(NameLength);
        builder.HasIndex(x => x.Name).IsUnique();
        builder.HasMany(x => x.Keys).WithOne().HasForeignKey(x => x.ProviderId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<ProviderKey> builder)
    {
        builder.ToTable("provider_keys");
        builder.Property(x => x.Id).ValueGeneratedNever();
        builder.Property(x => x.Name).HasMaxLength(NameLength);
        builder.HasIndex(x => new { x.ProviderId, x.Name }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<PriceEntry> builder)
    {
        builder.ToTable("prices");
        builder.HasIndex(x => new { x.Model, x.EffectiveFrom });
    }

    public void Configure(EntityTypeBuilder<GovernanceChange> builder)
    {
        builder.ToTable("governance_changes");
        builder.HasKey(x => new { x.Revision, x.EntityId, x.Kind });
    }
}
