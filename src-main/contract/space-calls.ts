import type { Card } from '../contacts/card'
import type { Action, Draft, FieldGroup, PeopleTemplate } from '../rights'
import type {
  ConsentRow,
  ContactDetail,
  ContactRow,
  Me,
  Page,
  PersonRow,
  ReceivedRow,
  RequestRow,
  RevokeReport,
  SecurityLevel,
  Selection,
  SetRow,
  ShareDraft,
  ShareKey,
  SharePreview,
  ShareRow,
  ShareTemplate,
  SpaceStatus
} from '../space/shapes'

/** What a share is made of. */
export interface NewShare {
  label: string
  selection: Selection
  /** Default: whoever has the key. */
  audience?: { kind: 'ticket' } | { kind: 'person'; did: string }
  template?: PeopleTemplate
  /** Edited terms, instead of a template. */
  terms?: Draft
  /** Default: what the terms or the template say, or all. */
  fields?: 'all' | FieldGroup[]
  /** ISO time; null for no end. Default: what the terms or the template say, or 7 days. */
  until?: string | null
  /** The recorded confirmation that this is data about other people. */
  aboutOthers?: true
}

/** What is passed on of a received share. */
export interface PassedOn {
  receivedId: string
  label?: string
  audience: NonNullable<NewShare['audience']>
  /** Default: its own terms, without the right to pass it on further. */
  terms?: Draft
  /** ISO time of an earlier end. */
  until?: string
}

interface Named {
  id: string
}

/**
 * The calls of the space on this machine that programs need most, by noun and verb:
 * `client.space.shares.create(…)` is `client.call('shares.create', …)`. Any other call of the contract can
 * be made the same way in JavaScript.
 */
export interface SpaceCalls {
  space: {
    status(): Promise<SpaceStatus>
    /** Two letters of ISO 3166-1; empty says nothing. */
    moveTo(params: { country: string }): Promise<SpaceStatus>
  }
  sets: {
    list(): Promise<SetRow[]>
    get(params: Named): Promise<SetRow>
    create(params: { name: string; level?: SecurityLevel }): Promise<SetRow>
    rename(params: Named & { name: string }): Promise<SetRow>
    delete(params: Named): Promise<{ deleted: boolean }>
  }
  contacts: {
    page(params: {
      filter?: { query?: string; setId?: string; tag?: string; origin?: string }
      sort?: 'name' | 'org' | 'changed'
      offset?: number
      limit?: number
    }): Promise<Page<ContactRow>>
    get(params: Named): Promise<ContactDetail>
    save(params: { id?: string; setId?: string; card: Card }): Promise<{ id: string }>
    delete(params: { ids: string[] }): Promise<{ deleted: number }>
  }
  shares: {
    list(): Promise<ShareRow[]>
    create(params: NewShare): Promise<ShareRow>
    preview(params: Omit<NewShare, 'label'> & { label?: string }): Promise<ShareDraft>
    templates(params?: { utcOffset?: number }): Promise<ShareTemplate[]>
    key(params: Named): Promise<ShareKey>
    renew(params: Named & { until: string | null }): Promise<ShareRow>
    narrow(params: Named & { terms: Draft }): Promise<ShareRow>
    suspend(params: Named): Promise<ShareRow>
    resume(params: Named): Promise<ShareRow>
    /** Says that an event happened on which the terms depend, or is over. */
    declare(
      params: Named & { event: 'OwnerRequest' | 'DataBreach'; phase: 'begins' | 'ends' }
    ): Promise<ShareRow>
    revoke(params: Named): Promise<RevokeReport>
    delegate(params: PassedOn): Promise<ShareRow>
    delegatePreview(params: PassedOn): Promise<ShareDraft>
  }
  received: {
    list(): Promise<ReceivedRow[]>
    preview(params: { key: string }): Promise<SharePreview>
    accept(params: { key: string }): Promise<ReceivedRow>
    stop(params: Named): Promise<{ stopped: boolean }>
  }
  people: {
    me(): Promise<Me>
    list(): Promise<PersonRow[]>
    add(params: { key: string; name?: string }): Promise<PersonRow>
    accept(params: { did: string }): Promise<PersonRow>
    rename(params: { did: string; name: string }): Promise<PersonRow>
    remove(params: { did: string }): Promise<{ removed: boolean }>
  }
  requests: {
    list(): Promise<RequestRow[]>
    send(params: {
      did: string
      message: string
      label?: string
      fields?: FieldGroup[]
      purpose?: string
      until?: string
    }): Promise<RequestRow>
    grant(params: Omit<NewShare, 'audience'> & Named & { message?: string }): Promise<RequestRow>
    decline(params: Named & { message?: string }): Promise<RequestRow>
    withdraw(params: Named): Promise<RequestRow>
  } /** Consent that the terms of a share demand before an action. */
  consents: {
    list(): Promise<ConsentRow[]>
    ask(params: {
      receivedId: string
      action: Action
      purpose?: string
      message?: string
    }): Promise<ConsentRow>
    give(
      params: Named & { until?: string | null; uses?: number; message?: string }
    ): Promise<ConsentRow>
    decline(params: Named & { message?: string }): Promise<ConsentRow>
    takeBack(params: Named): Promise<ConsentRow>
    withdraw(params: Named & { message?: string }): Promise<ConsentRow>
  }
}
